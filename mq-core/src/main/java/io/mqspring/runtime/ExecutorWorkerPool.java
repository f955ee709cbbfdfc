package io.mqspring.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Workers on somebody else's executor, which closing leaves alone. Thread safe. */
final class ExecutorWorkerPool implements WorkerPool {

    private final Executor executor;
    private final FaultHandler faults;
    private volatile boolean closed;

    ExecutorWorkerPool(Executor executor, FaultHandler faults) {
        this.executor = executor;
        this.faults = faults;
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the worker pool is closed");
        }
        executor.execute(new GuardedTask(task, "a worker", faults));
    }

    @Override
    public void close() {
        closed = true;
    }
}
