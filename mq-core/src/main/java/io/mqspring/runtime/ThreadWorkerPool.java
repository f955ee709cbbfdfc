package io.mqspring.runtime;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Workers on daemon threads named {@code mq-worker-<n>}: one for each running task, the most recently used first, gone
 * after half a minute without work. What a task throws goes to the fault handler and costs no thread. Thread safe.
 */
public final class ThreadWorkerPool implements WorkerPool {

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ThreadPoolExecutor threads;
    private final FaultHandler faults;

    public ThreadWorkerPool(FaultHandler faults) {
        this(faults, IDLE);
    }

    ThreadWorkerPool(FaultHandler faults, Duration idle) {
        this.faults = faults;
        AtomicInteger numbers = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, idle.toNanos(), TimeUnit.NANOSECONDS, new SynchronousQueue<>(), body -> {
                    Thread thread = new Thread(body, "mq-worker-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(new GuardedTask(task, "mq-worker", faults));
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
