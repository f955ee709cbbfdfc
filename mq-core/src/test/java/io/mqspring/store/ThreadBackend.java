package io.mqspring.store;

import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.ThreadSerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Real time and one real thread per executor: what a store needs of a backend, without event loops. */
final class ThreadBackend implements ExecutionBackend {

    @Override
    public TimeSource time() {
        return TimeSource.system();
    }

    @Override
    public RandomGenerator newRandom() {
        return new SplittableRandom(1);
    }

    @Override
    public SerialExecutor eventLoop(String owner) {
        return thread(owner);
    }

    @Override
    public SerialExecutor thread(String name) {
        return ThreadSerialExecutor.start(name, time(), FaultHandler.logging());
    }

    @Override
    public WorkerPool workers() {
        throw new UnsupportedOperationException("a store has no use for workers");
    }

    @Override
    public boolean onEventLoop() {
        return false;
    }

    @Override
    public void close() {
        // Executors end with the store.
    }
}
