package io.mqspring.consumer.process;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * So many listener calls at once and no more. A call holds a slot until its result is there. Slots that were given back are
 * a lock-free stack, whose head counts its changes so that a slot that comes and goes in between is noticed; new ones are made
 * as long as none is free. Thread safe.
 */
final class Slots {

    private static final int NONE = -1;
    private static final int INDEX_BITS = 32;
    private static final int FIRST_LENGTH = 16;

    private final int limit;
    private final AtomicInteger used = new AtomicInteger();
    /** Number of changes above, index of the first free slot below. */
    private final AtomicLong free = new AtomicLong(head(0, NONE));

    /** Filled from the left; grows by being replaced. */
    private volatile @Nullable Slot[] slots = new @Nullable Slot[FIRST_LENGTH];

    private int made;

    Slots(int limit) {
        this.limit = limit;
    }

    /** Takes a slot; null when all are taken. */
    @Nullable
    Slot acquire() {
        int now = used.get();
        while (now < limit) {
            if (used.compareAndSet(now, now + 1)) {
                return popOrMake();
            }
            now = used.get();
        }
        return null;
    }

    /** Gives a slot back, once for each {@link #acquire}. */
    void release(Slot slot) {
        slot.vacate();
        long head = free.get();
        slot.below = (int) head;
        while (!free.compareAndSet(head, head(changes(head) + 1, slot.index))) {
            head = free.get();
            slot.below = (int) head;
        }
        // Last: who takes this permit finds the slot.
        used.decrementAndGet();
    }

    /** Slots in use. */
    int used() {
        return used.get();
    }

    /** Looks at each call that has not given its slot back, while they come and go. */
    void forEachCall(BiConsumer<Slot, Call> visitor) {
        for (Slot slot : slots) {
            Call call = slot == null ? null : slot.call();
            if (slot != null && call != null) {
                visitor.accept(slot, call);
            }
        }
    }

    private Slot popOrMake() {
        long head = free.get();
        while ((int) head != NONE) {
            Slot slot = slots[(int) head];
            if (slot != null && free.compareAndSet(head, head(changes(head) + 1, slot.below))) {
                return slot;
            }
            head = free.get();
        }
        return make();
    }

    private synchronized Slot make() {
        @Nullable Slot[] all = slots;
        if (made == all.length) {
            all = Arrays.copyOf(all, 2 * made);
        }
        Slot slot = new Slot(made);
        all[made++] = slot;
        slots = all;
        return slot;
    }

    private static int changes(long head) {
        return (int) (head >>> INDEX_BITS);
    }

    private static long head(int changes, int index) {
        return ((long) changes << INDEX_BITS) | (index & 0xFFFFFFFFL);
    }
}
