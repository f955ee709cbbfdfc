package io.mqspring.runtime;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * One timer for many deadlines: runs a sweep on a serial executor when the earliest one is due, at most ten times a
 * second, and not at all while nothing is expected. Deadlines are of {@link TimeSource#nanoTime()}. Thread safe.
 */
public final class DeadlineSweep {

    /** What a sweep answers when no deadline is left. */
    public static final long NONE = Long.MAX_VALUE;

    private static final long GRID = Duration.ofMillis(100).toNanos();

    private final SerialExecutor executor;
    private final TimeSource time;
    private final Sweep sweep;
    /** Due time of the timer that is set, or {@link #NONE}. Written on the executor. */
    private volatile long armedFor = NONE;
    /** Counts the timers that were set, so that a replaced one knows itself. Confined to the executor. */
    private long generation;

    /** Expires what is due. */
    @FunctionalInterface
    public interface Sweep {

        /**
         * Runs on the executor.
         *
         * @param now the monotonic time
         * @return the earliest deadline left, or {@link DeadlineSweep#NONE}
         */
        long expire(long now);
    }

    public DeadlineSweep(SerialExecutor executor, TimeSource time, Sweep sweep) {
        this.executor = executor;
        this.time = time;
        this.sweep = sweep;
    }

    /** Announces a deadline, after whatever carries it is where the sweep finds it. */
    public void expect(long deadline) {
        long armed = armedFor;
        if (armed == NONE || deadline - armed < 0) {
            try {
                executor.run(() -> arm(deadline));
            } catch (RejectedExecutionException e) {
                // The executor is closed, and its owner fails what is pending.
            }
        }
    }

    private void arm(long deadline) {
        long armed = armedFor;
        if (armed != NONE && deadline - armed >= 0) {
            return;
        }
        long now = time.nanoTime();
        long due = deadline - now < GRID ? now + GRID : deadline;
        if (armed != NONE && due - armed >= 0) {
            return;
        }
        armedFor = due;
        long mine = ++generation;
        executor.schedule(() -> fire(mine), Duration.ofNanos(due - now));
    }

    private void fire(long mine) {
        if (mine != generation) {
            return;
        }
        // Before the sweep looks: who expects something from here on either is seen by it or arms anew.
        armedFor = NONE;
        long next = sweep.expire(time.nanoTime());
        if (next != NONE) {
            arm(next);
        }
    }
}
