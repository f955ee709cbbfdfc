package io.mqspring.broker.delay;

import java.util.BitSet;

/**
 * Timers that the log says are done although the index still has them: a bit for each offset of the timer queue from a first
 * one on. Confined to its user.
 */
final class DoneTimers {

    private final long first;
    private BitSet done = new BitSet();
    private long latest;

    DoneTimers(long first) {
        this.first = first;
    }

    /**
     * @param offset the timer's; one below the first is passed over
     * @param storeTimestamp of the record that says so
     */
    void add(long offset, long storeTimestamp) {
        if (offset >= first) {
            done.set(Math.toIntExact(offset - first));
            latest = Math.max(latest, storeTimestamp);
        }
    }

    boolean contains(long offset) {
        return offset >= first && offset - first < done.length() && done.get((int) (offset - first));
    }

    /** Whether it was there. */
    boolean remove(long offset) {
        boolean there = contains(offset);
        if (there) {
            done.clear((int) (offset - first));
        }
        return there;
    }

    boolean isEmpty() {
        return done.isEmpty();
    }

    int size() {
        return done.cardinality();
    }

    /** No timer among them was due later than this. */
    long latest() {
        return latest;
    }

    void clear() {
        done = new BitSet();
    }
}
