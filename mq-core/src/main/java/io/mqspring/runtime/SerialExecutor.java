package io.mqspring.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The unit of confinement: tasks run one at a time, in the order given, and each sees what the one before it wrote. A
 * scheduled task comes back to the same order. A task that throws goes to the {@link FaultHandler}; the executor lives
 * on. All methods may be called from any thread.
 */
public interface SerialExecutor extends Executor {

    /**
     * Queues a task. Never runs it in the caller, even when the caller is on this executor.
     *
     * @throws java.util.concurrent.RejectedExecutionException when closed
     */
    @Override
    void execute(Runnable task);

    /**
     * Queues a task once a delay is over; a delay of zero or less queues it now. Dropped silently if the executor is
     * closed before.
     */
    Cancellable schedule(Runnable task, Duration delay);

    /** Whether the caller runs on this executor. */
    boolean isCurrent();

    /** The thread role, for logs and dumps. */
    String name();

    /** Refuses new tasks and drops scheduled ones; what was queued still runs. Does not wait. */
    void close();

    /** Throws when the caller is not on this executor: confined classes call it on entry. */
    default void assertCurrent() {
        if (!isCurrent()) {
            throw new IllegalStateException("called off its executor " + name());
        }
    }

    /** Runs a task now when the caller is on this executor, else queues it. */
    default void run(Runnable task) {
        if (isCurrent()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /**
     * Repeats a task with a fixed delay between the end of one run and the start of the next, first after one delay.
     */
    default Cancellable scheduleWithFixedDelay(Runnable task, Duration delay) {
        return new RepeatingTask(this, task, delay).start();
    }
}
