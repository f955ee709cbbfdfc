package io.mqspring.transport.netty;

import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.ThreadSerialExecutor;
import io.mqspring.runtime.ThreadWorkerPool;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The machine: its clocks, event loops (at most four, one per core, made when first used), named threads and workers.
 * Clients and brokers that share one share its loops. Thread safe.
 */
public final class NettyExecutionBackend implements ExecutionBackend {

    private static final int MAX_LOOPS = 4;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final TimeSource time = TimeSource.system();
    private final FaultHandler faults;
    private final EventLoops loops;
    private final Set<ThreadSerialExecutor> threads = ConcurrentHashMap.newKeySet();
    private final WorkerPool workers;
    private final boolean ownsWorkers;

    private NettyExecutionBackend(FaultHandler faults, WorkerPool workers, boolean ownsWorkers) {
        this.faults = faults;
        this.workers = workers;
        this.ownsWorkers = ownsWorkers;
        this.loops = new EventLoops(Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
    }

    /** With workers of its own; what tasks throw is logged. */
    public static NettyExecutionBackend create() {
        return create(FaultHandler.logging());
    }

    /** With workers of its own. */
    public static NettyExecutionBackend create(FaultHandler faults) {
        return new NettyExecutionBackend(faults, new ThreadWorkerPool(faults), true);
    }

    /** With workers that belong to the caller and outlive this backend. */
    public static NettyExecutionBackend create(FaultHandler faults, WorkerPool workers) {
        return new NettyExecutionBackend(faults, workers, false);
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public RandomGenerator newRandom() {
        return new SplittableRandom();
    }

    @Override
    public SerialExecutor eventLoop(String owner) {
        return new LoopSerialExecutor(loops.next(), "mq-io of " + owner, faults);
    }

    @Override
    public SerialExecutor thread(String name) {
        ThreadSerialExecutor executor = ThreadSerialExecutor.start(name, time, faults);
        threads.removeIf(ThreadSerialExecutor::hasExited);
        threads.add(executor);
        return executor;
    }

    @Override
    public WorkerPool workers() {
        return workers;
    }

    @Override
    public boolean onEventLoop() {
        return loops.isCurrent();
    }

    @Override
    public void close() {
        threads.forEach(SerialExecutor::close);
        if (ownsWorkers) {
            workers.close();
        }
        loops.close();
        awaitThreads();
    }

    /** All event loops, for a server. */
    EventLoopGroup eventLoops() {
        return loops.group();
    }

    private void awaitThreads() {
        long deadline = time.nanoTime() + CLOSE_TIMEOUT.toNanos();
        try {
            for (ThreadSerialExecutor executor : threads) {
                executor.awaitExit(Duration.ofNanos(Math.max(0, deadline - time.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
