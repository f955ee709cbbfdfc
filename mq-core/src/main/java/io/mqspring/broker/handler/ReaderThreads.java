package io.mqspring.broker.handler;

import io.mqspring.runtime.SerialExecutor;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which old parts of the log are read, since a page fault must not hold up an event loop. Made when first
 * needed. Thread safe.
 */
public final class ReaderThreads implements AutoCloseable {

    private static final int THREADS = 2;

    private final IntFunction<SerialExecutor> maker;
    private final @Nullable SerialExecutor[] threads = new SerialExecutor[THREADS];
    private boolean closed;

    /**
     * @param maker makes a thread, by its number from 1
     */
    public ReaderThreads(IntFunction<SerialExecutor> maker) {
        this.maker = maker;
    }

    /**
     * Runs a task on one of the threads, the same for the same queue.
     *
     * @throws java.util.concurrent.RejectedExecutionException when closed
     */
    public void execute(int queueId, Runnable task) {
        thread(Math.floorMod(queueId, THREADS)).execute(task);
    }

    private synchronized SerialExecutor thread(int index) {
        SerialExecutor thread = threads[index];
        if (thread == null) {
            thread = maker.apply(index + 1);
            threads[index] = thread;
            if (closed) {
                thread.close();
            }
        }
        return thread;
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (SerialExecutor thread : threads) {
            if (thread != null) {
                thread.close();
            }
        }
    }
}
