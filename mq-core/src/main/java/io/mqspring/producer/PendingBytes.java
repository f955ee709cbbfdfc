package io.mqspring.producer;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what is on its way. Callers wait for room in the order they came; whoever may not wait is refused at once. Thread
 * safe.
 */
final class PendingBytes {

    /** What a message costs besides its body, so that small ones are bounded too. */
    private static final int OVERHEAD = 64;

    private final int limit;
    private final Semaphore room;

    PendingBytes(long limit) {
        this.limit = (int) Math.min(limit, Integer.MAX_VALUE);
        this.room = new Semaphore(this.limit, true);
    }

    /** What a body costs: at most everything, so that one larger than the limit can pass alone. */
    int cost(int bodyBytes) {
        return Math.min(limit, bodyBytes + OVERHEAD);
    }

    /** Takes room if there is some and nobody waits for it. */
    boolean tryTake(int cost) {
        return !room.hasQueuedThreads() && room.tryAcquire(cost);
    }

    /** Waits for room. */
    boolean take(int cost, Duration patience) throws InterruptedException {
        return room.tryAcquire(cost, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    void giveBack(int cost) {
        room.release(cost);
    }

    long pending() {
        return (long) limit - room.availablePermits();
    }

    long limit() {
        return limit;
    }
}
