package io.mqspring.transport.netty;

import io.mqspring.protocol.codec.Frame;
import io.mqspring.runtime.DeadlineSweep;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.RemotingException;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;

/** The exchanges of one connection that wait for an answer, by the number each was given. Confined to its loop. */
final class ExchangeTable {

    /** Hears of exchanges that were not answered in time. */
    @FunctionalInterface
    interface ExpiryListener {

        /** @param startedAt monotonic time at which the latest of them began */
        void expired(long startedAt);
    }

    private final IntObjectMap<Exchange<?>> exchanges = new IntObjectHashMap<>();
    private final DeadlineSweep sweep;
    private final ExpiryListener listener;
    private int nextOpaque;

    ExchangeTable(SerialExecutor loop, TimeSource time, ExpiryListener listener) {
        this.sweep = new DeadlineSweep(loop, time, this::expire);
        this.listener = listener;
    }

    /** Keeps an exchange and numbers it. */
    int add(Exchange<?> exchange) {
        int opaque = nextOpaque++;
        exchanges.put(opaque, exchange);
        sweep.expect(exchange.deadline());
        return opaque;
    }

    void remove(int opaque) {
        exchanges.remove(opaque);
    }

    /** Completes the exchange that a response belongs to; false if it came too late or from nowhere. */
    boolean complete(Frame response) {
        Exchange<?> exchange = exchanges.remove(response.opaque());
        if (exchange == null) {
            return false;
        }
        exchange.complete(response);
        return true;
    }

    void failAll(RemotingException.Kind kind, String why) {
        List<Exchange<?>> all = new ArrayList<>(exchanges.values());
        exchanges.clear();
        all.forEach(exchange -> exchange.fail(kind, why));
    }

    private long expire(long now) {
        List<Exchange<?>> expired = new ArrayList<>();
        long next = DeadlineSweep.NONE;
        var entries = exchanges.entries().iterator();
        while (entries.hasNext()) {
            Exchange<?> exchange = entries.next().value();
            long deadline = exchange.deadline();
            if (exchange.answer().isDone()) {
                entries.remove();
            } else if (deadline - now <= 0) {
                entries.remove();
                expired.add(exchange);
            } else if (next == DeadlineSweep.NONE || deadline - next < 0) {
                next = deadline;
            }
        }
        if (!expired.isEmpty()) {
            long latest = expired.get(0).startedAt();
            for (Exchange<?> exchange : expired) {
                latest = exchange.startedAt() - latest > 0 ? exchange.startedAt() : latest;
            }
            // First, so that who tries again at once gets a connection that is not about to be given up.
            listener.expired(latest);
            expired.forEach(exchange -> exchange.fail(RemotingException.Kind.TIMEOUT, "no answer in time"));
        }
        return next;
    }
}
