package io.mqspring.test.simulation;

import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.ProcessIdentity;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * One process of the simulated world: a backend of its own that can be killed at once. A killed node runs nothing any
 * more and swallows what is given to it; a new node of the same name may take its place, on the same simulated disk.
 * Confined to the thread of the test.
 */
public final class SimulatedNode implements ExecutionBackend {

    private static final int EVENT_LOOPS = 4;

    /** Where a node is in its life. */
    private enum State {
        RUNNING,
        CLOSED,
        CRASHED
    }

    private final SimulatedBackend backend;
    private final String name;
    private final RandomGenerator random;
    private final List<Lane> eventLoops = new ArrayList<>();
    private final List<Lane> threads = new ArrayList<>();
    private final List<Runnable> atDeath = new ArrayList<>();
    private final WorkerPool workers;
    private final TimeSource time;
    private State state = State.RUNNING;
    private long pausedUntil;

    SimulatedNode(SimulatedBackend backend, String name) {
        this.backend = backend;
        this.name = name;
        this.random = backend.newRandom();
        this.time = backend.timeOf(name);
        this.workers = new SimulatedWorkers(this);
    }

    /** The name it was made with. */
    public String name() {
        return name;
    }

    @Override
    public TimeSource time() {
        return time;
    }

    /** Lets the wall clock of this machine jump, forward or back, for nodes of this name that come later, too. */
    public void jumpWall(Duration by) {
        backend.jumpWall(name, by);
    }

    /**
     * Nothing of this process runs for so long, as when it collects garbage or the machine swaps; what arrives and what falls
     * due meanwhile comes afterwards.
     */
    public void pause(Duration pause) {
        pausedUntil = Math.max(pausedUntil, backend.elapsed().plus(pause).toNanos());
        pauseThreads(thread -> true, pause);
    }

    /**
     * Some threads of this process do nothing for so long, as when the disk is slow for those that force.
     *
     * @param which by the name that the thread was made with, {@code mq-io-<n>} for event loops
     */
    public void pauseThreads(Predicate<String> which, Duration pause) {
        for (List<Lane> lanes : List.of(eventLoops, threads)) {
            for (Lane lane : lanes) {
                if (which.test(lane.name().substring(name.length() + 1))) {
                    backend.pause(lane, this, pause);
                }
            }
        }
    }

    @Override
    public ProcessIdentity identity() {
        return backend.identity();
    }

    @Override
    public RandomGenerator newRandom() {
        return backend.newRandom();
    }

    /** One of at most four loops, by chance: owners may find themselves on one loop or on different ones. */
    @Override
    public SerialExecutor eventLoop(String owner) {
        int index = random.nextInt(EVENT_LOOPS);
        while (eventLoops.size() <= index) {
            eventLoops.add(adopted(new Lane(name + "/mq-io-" + eventLoops.size(), true)));
        }
        Lane lane = eventLoops.get(index);
        return new SimulatedExecutor(this, lane, lane.name() + "(" + owner + ")");
    }

    @Override
    public SerialExecutor thread(String threadName) {
        String laneName = name + "/" + threadName;
        Lane lane = adopted(new Lane(laneName, false));
        threads.add(lane);
        return new SimulatedExecutor(this, lane, laneName);
    }

    /** A new thread stands still while the process does. */
    Lane adopted(Lane lane) {
        long left = pausedUntil - backend.elapsed().toNanos();
        if (left > 0) {
            backend.pause(lane, this, Duration.ofNanos(left));
        }
        return lane;
    }

    /** Every task is a thread of its own: tasks given at one time run in any order. */
    @Override
    public WorkerPool workers() {
        return workers;
    }

    @Override
    public boolean onEventLoop() {
        return backend.onEventLoop();
    }

    /** Where components of this node report what they do not understand; fails the run unless expected. */
    public FaultHandler faultHandler() {
        return backend.faultHandler();
    }

    /** Whether it neither crashed nor was closed. */
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Whether it was killed. */
    public boolean isCrashed() {
        return state == State.CRASHED;
    }

    /**
     * Kills the node: queued and scheduled tasks are gone, new ones are swallowed. A task of this node that is running now
     * goes on to its end, but nothing it starts will run.
     */
    public void crash() {
        if (state == State.CRASHED) {
            return;
        }
        end(State.CRASHED);
    }

    /** Drops scheduled tasks and refuses new ones, as stopped threads do. */
    @Override
    public void close() {
        if (state == State.RUNNING) {
            end(State.CLOSED);
        }
    }

    /** Runs a task once when this node is killed or closed: how the network learns of it. */
    void atDeath(Runnable task) {
        atDeath.add(task);
    }

    /** Whether to swallow a task; throws when the executor or the node was closed in an orderly way. */
    boolean refuses(boolean executorClosed, String executor) {
        if (state == State.CRASHED) {
            return true;
        }
        if (executorClosed || state == State.CLOSED) {
            throw new RejectedExecutionException(executor + " is closed");
        }
        return false;
    }

    Step submit(Lane lane, Runnable task, Duration delay) {
        return backend.submit(lane, this, task, delay);
    }

    boolean isCurrent(Lane lane) {
        return backend.isCurrent(lane);
    }

    private void end(State last) {
        state = last;
        backend.forget(this);
        List<Runnable> tasks = List.copyOf(atDeath);
        atDeath.clear();
        tasks.forEach(Runnable::run);
    }
}
