package io.mqspring.consumer.process;

import org.jspecify.annotations.Nullable;

/** The right to make one listener call; see {@link Slots}. Thread safe. */
final class Slot {

    final int index;
    /** The free slot below this one while it is free; -1: none. */
    volatile int below = -1;

    private volatile @Nullable Call call;

    Slot(int index) {
        this.index = index;
    }

    /** A call has begun in this slot. */
    void occupy(Call begun) {
        call = begun;
    }

    /** No call is in this slot any more. */
    void vacate() {
        call = null;
    }

    /** The call in this slot, which may have been settled. */
    @Nullable
    Call call() {
        return call;
    }
}
