package io.mqspring.broker.pop;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a group has popped a queue: up to {@link #next}, of which {@link #out} is not acknowledged. Guarded by the lock of
 * {@link PopTable}.
 */
final class PopQueue {

    /** So many messages of a queue may be out; more are not handed out before some are acknowledged. */
    static final int MOST_OUT = 10_000;

    final PopKey key;
    final TreeMap<Long, Handout> out = new TreeMap<>();
    /** The next offset to hand out. */
    long next;
    /** What was last committed here; if the group has another offset, somebody has moved it and this is void. */
    long committed;
    /** Whether it was last popped in order. */
    boolean ordered;
    /** Of the last ordered pop. */
    @Nullable
    String attemptId;

    PopQueue(PopKey key, long next) {
        this.key = key;
        this.next = next;
        this.committed = next;
    }

    /** The lowest offset that is not consumed. */
    long base() {
        return out.isEmpty() ? next : out.firstKey();
    }

    boolean isFull() {
        return out.size() >= MOST_OUT;
    }
}
