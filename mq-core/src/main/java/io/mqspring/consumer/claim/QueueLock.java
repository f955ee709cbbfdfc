package io.mqspring.consumer.claim;

import io.mqspring.message.MessageQueue;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The broker's lock on one queue, as this member believes to have it. It is trusted for a time after it was asked for, which is
 * half of what the broker grants, so that a member that is cut off stops before another can begin. Confined to the client's
 * loop, except {@link #mayBegin}.
 */
final class QueueLock {

    /** RocketMQ's: half of what brokers grant. */
    private static final Duration VALIDITY = Duration.ofSeconds(30);

    private final LockKeeper keeper;
    private final MessageQueue queue;
    private final TimeSource time;
    private Runnable onLost = () -> {};
    private volatile boolean held;
    private volatile long askedAt;
    /** Whether a call was kept from beginning since the lock was acquired. */
    private volatile boolean refused;

    QueueLock(LockKeeper keeper, MessageQueue queue, TimeSource time) {
        this.keeper = keeper;
        this.queue = queue;
        this.time = time;
    }

    MessageQueue queue() {
        return queue;
    }

    void onLost(Runnable listener) {
        onLost = listener;
    }

    /** Any thread. */
    boolean mayBegin() {
        if (held && !refused && isFresh()) {
            return true;
        }
        refused = true;
        return false;
    }

    /** Completes on the loop when the lock is here; fails when the broker cannot be asked. Asks until it is granted or released. */
    CompletableFuture<Void> acquire() {
        return keeper.acquire(this);
    }

    /** Completes on the loop when it was given back, or nobody could be told; never exceptionally. */
    CompletableFuture<Void> release() {
        return keeper.release(this);
    }

    boolean isHeld() {
        return held;
    }

    /** Age since it was last asked for with success. */
    Duration age() {
        return Duration.ofNanos(time.nanoTime() - askedAt);
    }

    boolean isFresh() {
        return age().compareTo(VALIDITY) < 0;
    }

    /** The broker has granted it for the first time, or again after it was lost. */
    void acquired(long when) {
        askedAt = when;
        refused = false;
        held = true;
    }

    /** The broker has granted it once more. */
    void renewed(long when) {
        boolean missed = !isFresh() || refused;
        askedAt = when;
        if (missed) {
            // What did not begin in the meantime is not offered again: begin anew.
            lost();
        }
    }

    /** Somebody else may have it. */
    void lost() {
        if (held) {
            held = false;
            onLost.run();
        }
    }

    void forget() {
        held = false;
    }
}
