package io.mqspring.broker.transaction;

import java.util.BitSet;

/**
 * Which offsets of the half queue need nothing more: all below a base, and of those above it a set of bits, so that a
 * hundred thousand half messages between the oldest open one and the newest cost 12 KB. Confined to its user.
 */
final class SettledOffsets {

    private static final int COMPACT_AT = 1 << 16;

    /** Every offset below is settled. */
    private long base;
    /** Bit i stands for the offset base + i. */
    private BitSet settled = new BitSet();

    SettledOffsets(long lowest) {
        this.base = lowest;
    }

    /** The lowest offset that is open, or has no message yet. */
    long lowest() {
        return base + settled.nextClearBit(0);
    }

    /** The lowest offset from a place on that is open, or has no message yet. */
    long nextOpen(long from) {
        return from <= base ? lowest() : base + settled.nextClearBit(index(from));
    }

    /** How many of the offsets below an end are open. */
    long openBelow(long end) {
        return Math.max(0, end - base - settled.cardinality());
    }

    boolean isSettled(long offset) {
        return offset < base || settled.get(index(offset));
    }

    void settle(long offset) {
        if (offset < base) {
            return;
        }
        settled.set(index(offset));
        int whole = settled.nextClearBit(0);
        if (whole >= COMPACT_AT) {
            settled = settled.get(whole, Math.max(whole, settled.length()));
            base += whole;
        }
    }

    private int index(long offset) {
        return Math.toIntExact(offset - base);
    }
}
