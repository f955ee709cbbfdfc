package io.mqspring.transport.netty;

import io.mqspring.protocol.codec.Frame;
import io.mqspring.runtime.DeadlineSweep;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.RemotingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one connection that wait for an answer. Numbers are given in rising order, leaving out those whose place
 * in the table is still held by a long-lived exchange, so that each place is found without a search. Confined to its loop.
 */
final class ExchangeTable {

    /** Hears of exchanges that were not answered in time. */
    @FunctionalInterface
    interface ExpiryListener {

        /** @param startedAt monotonic time at which the latest of them began */
        void expired(long startedAt);
    }

    private static final int INITIAL_SLOTS = 64;

    private final DeadlineSweep sweep;
    private final ExpiryListener listener;
    private @Nullable Exchange<?>[] slots = new Exchange<?>[INITIAL_SLOTS];
    private int[] opaques = new int[INITIAL_SLOTS];
    private int count;
    private int nextOpaque;

    ExchangeTable(SerialExecutor loop, TimeSource time, ExpiryListener listener) {
        this.sweep = new DeadlineSweep(loop, time, this::expire);
        this.listener = listener;
    }

    /** Keeps an exchange and numbers it. */
    int add(Exchange<?> exchange) {
        if (count >= slots.length / 2) {
            grow();
        }
        int mask = slots.length - 1;
        while (slots[nextOpaque & mask] != null) {
            nextOpaque++;
        }
        int opaque = nextOpaque++;
        slots[opaque & mask] = exchange;
        opaques[opaque & mask] = opaque;
        count++;
        sweep.expect(exchange.deadline());
        return opaque;
    }

    /** Forgets an exchange; null if none has that number. */
    @Nullable
    Exchange<?> remove(int opaque) {
        int slot = opaque & (slots.length - 1);
        Exchange<?> exchange = slots[slot];
        if (exchange == null || opaques[slot] != opaque) {
            return null;
        }
        slots[slot] = null;
        count--;
        return exchange;
    }

    /** Completes the exchange that a response belongs to; false if it came too late or from nowhere. */
    boolean complete(Frame response) {
        Exchange<?> exchange = remove(response.opaque());
        if (exchange == null) {
            return false;
        }
        exchange.complete(response);
        return true;
    }

    void failAll(RemotingException.Kind kind, String why) {
        List<Exchange<?>> all = new ArrayList<>(count);
        for (int slot = 0; slot < slots.length; slot++) {
            Exchange<?> exchange = slots[slot];
            if (exchange != null) {
                all.add(exchange);
                slots[slot] = null;
            }
        }
        count = 0;
        all.forEach(exchange -> exchange.fail(kind, why));
    }

    private long expire(long now) {
        List<Exchange<?>> expired = new ArrayList<>();
        long next = DeadlineSweep.NONE;
        for (int slot = 0; slot < slots.length; slot++) {
            Exchange<?> exchange = slots[slot];
            if (exchange == null) {
                continue;
            }
            boolean due = exchange.deadline() - now <= 0;
            if (due || exchange.answer().isDone()) {
                remove(opaques[slot]);
                if (due && !exchange.answer().isDone()) {
                    expired.add(exchange);
                }
            } else if (next == DeadlineSweep.NONE || exchange.deadline() - next < 0) {
                next = exchange.deadline();
            }
        }
        if (!expired.isEmpty()) {
            fail(expired);
        }
        return next;
    }

    private void fail(List<Exchange<?>> expired) {
        long latest = expired.get(0).startedAt();
        for (Exchange<?> exchange : expired) {
            latest = exchange.startedAt() - latest > 0 ? exchange.startedAt() : latest;
        }
        // First, so that who tries again at once gets a connection that is not about to be given up.
        listener.expired(latest);
        expired.forEach(exchange -> exchange.fail(RemotingException.Kind.TIMEOUT, "no answer in time"));
    }

    private void grow() {
        @Nullable Exchange<?>[] oldSlots = slots;
        int[] oldOpaques = opaques;
        int mask = oldSlots.length * 2 - 1;
        slots = new Exchange<?>[mask + 1];
        opaques = new int[mask + 1];
        for (int slot = 0; slot < oldSlots.length; slot++) {
            // Numbers that differed in their lower bits still do.
            if (oldSlots[slot] != null) {
                slots[oldOpaques[slot] & mask] = oldSlots[slot];
                opaques[oldOpaques[slot] & mask] = oldOpaques[slot];
            }
        }
    }
}
