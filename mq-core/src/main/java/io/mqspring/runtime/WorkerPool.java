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

    /**
     * Workers on any executor, such as one of virtual threads; closing the pool leaves the executor alone.
     *
     * @param faults takes what tasks throw
     */
    static WorkerPool of(Executor executor, FaultHandler faults) {
        return new ExecutorWorkerPool(executor, faults);
    }

    /** Workers on any executor; what tasks throw is logged. */
    static WorkerPool of(Executor executor) {
        return of(executor, FaultHandler.logging());
    }
}
