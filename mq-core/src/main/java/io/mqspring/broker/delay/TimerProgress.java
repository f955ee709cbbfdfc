package io.mqspring.broker.delay;

import java.util.BitSet;

/**
 * Which offsets of the timer queue are done: all below the lowest pending one, and of those above it a set of bits.
 * Confined to its user.
 */
final class TimerProgress {

    private static final int COMPACT_AT = 1 << 16;

    /** Every offset below is done. */
    private long base;
    /** Bit i stands for the offset base + i. */
    private BitSet done;

    TimerProgress(long lowest) {
        this(lowest, new byte[0]);
    }

    /**
     * @param done bits of the offsets from the lowest on, as {@link #doneAbove} gives them
     */
    TimerProgress(long lowest, byte[] done) {
        this.base = lowest;
        this.done = BitSet.valueOf(done);
    }

    /** The lowest offset that is not done. */
    long lowest() {
        return base + done.nextClearBit(0);
    }

    /** Bits of the offsets from the lowest on. */
    byte[] doneAbove() {
        int from = done.nextClearBit(0);
        return done.get(from, Math.max(from, done.length())).toByteArray();
    }

    boolean isDone(long offset) {
        return offset < base || (offset - base < done.length() && done.get((int) (offset - base)));
    }

    void markDone(long offset) {
        if (offset < base) {
            return;
        }
        done.set(Math.toIntExact(offset - base));
        int whole = done.nextClearBit(0);
        if (whole >= COMPACT_AT) {
            done = done.get(whole, Math.max(whole, done.length()));
            base += whole;
        }
    }

    /** Forgets what was said about offsets from a limit on: the queue ends there. */
    void truncate(long limit) {
        if (limit <= base) {
            base = limit;
            done.clear();
        } else if (limit - base < done.length()) {
            done.clear((int) (limit - base), done.length());
        }
    }
}
