package io.mqspring.runtime;

import java.util.random.RandomGenerator;

/**
 * Supplies time, chance and threads; the one seam between the runtime and the machine. Production: event loops and named
 * threads. Tests: one queue of virtual time, seeded. Composition roots take one and hand its parts down. Thread safe.
 */
public interface ExecutionBackend extends AutoCloseable {

    /** The clocks. */
    TimeSource time();

    /** What tells this process from others; always the same in simulation, so that a world is the same in every run. */
    default ProcessIdentity identity() {
        return ProcessIdentity.current();
    }

    /** A new source of chance; seeded in simulation. Not thread safe: one per owner. */
    RandomGenerator newRandom();

    /**
     * One of the shared event loops ({@code mq-io-n}), as the serial executor of a client. Tasks must never block.
     *
     * @param owner who asks, for diagnostics
     */
    SerialExecutor eventLoop(String owner);

    /**
     * A serial executor on a thread of its own, which may block on the disk.
     *
     * @param name the thread's name, {@code mq-<role>-<instance>}
     */
    SerialExecutor thread(String name);

    /** The shared workers ({@code mq-worker-n}) for user code. */
    WorkerPool workers();

    /** Whether the caller is on one of this backend's event loops, where blocking would stall everyone. */
    boolean onEventLoop();

    /** Stops all threads of this backend; waits a short, bounded time. */
    @Override
    void close();
}
