package io.mqspring.runtime;

import java.util.concurrent.Executor;

/**
 * Runs user code: listeners and the completion of users' futures. Tasks may block. Threads appear with running tasks and
 * go when idle; how many run at once is the caller's to bound. Thread safe.
 */
public interface WorkerPool extends Executor {

    /**
     * Runs a task on some worker.
     *
     * @throws java.util.concurrent.RejectedExecutionException when closed
     */
    @Override
    void execute(Runnable task);

    /** Refuses new tasks; running ones go on. Does not wait. */
    void close();
}
