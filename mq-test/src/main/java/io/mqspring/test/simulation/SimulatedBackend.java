package io.mqspring.test.simulation;

import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.ProcessIdentity;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A backend without threads: all executors of all nodes run on the thread that made it, when that thread says so, and time
 * is a number. Tasks of one executor keep their order; which executor goes next at one moment is decided by the seed. So a
 * run repeats exactly, and hours of timers take milliseconds. A task that throws fails the run, unless that was expected.
 *
 * <p>Use from another thread is refused. Code under simulation must not block: nothing else would run meanwhile.
 */
public final class SimulatedBackend implements ExecutionBackend {

    /** Ids of messages go into hashes, and these into what is written where. */
    private static final ProcessIdentity IDENTITY = new ProcessIdentity(InetAddress.getLoopbackAddress(), 1);

    private static final Instant WALL_START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STEPS_WITHOUT_TIME = 2_000_000;
    private static final int PENDING_SHOWN = 40;

    private final long seed;
    private final Thread owner = Thread.currentThread();
    private final SplittableRandom seeds;
    private final StepQueue steps;
    private final SimulatedClock clock;
    private final RecordedFaults faults = new RecordedFaults();
    private final List<Runnable> stepChecks = new ArrayList<>();
    private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
    private final Map<String, SkewedClock> clocks = new HashMap<>();
    private long timeOfLastStep = -1;
    private long stepsAtThisTime;

    private SimulatedBackend(long seed) {
        this.seed = seed;
        this.seeds = new SplittableRandom(seed);
        this.steps = new StepQueue(seeds.split());
        this.clock = new SimulatedClock(steps, seeds.nextLong() >> 2, WALL_START);
    }

    /** A new world at the first moment of 2026. */
    public static SimulatedBackend seeded(long seed) {
        return new SimulatedBackend(seed);
    }

    /** The seed that repeats this run. */
    public long seed() {
        return seed;
    }

    /** The running node of this name; a new one if there was none or it crashed or was closed. */
    public SimulatedNode node(String name) {
        SimulatedNode present = nodes.get(name);
        if (present == null || !present.isRunning()) {
            present = new SimulatedNode(this, name);
            nodes.put(name, present);
        }
        return present;
    }

    // ------------------------------------------------------------------ running

    /** Runs what is due now, and what that makes due now; time stands still. */
    public void runUntilIdle() {
        enter();
        while (runOne()) {
            // runOne does it
        }
        assertNoFaults();
    }

    /** Moves time forward task by task, running everything that falls due, the last moment included. */
    public void advance(Duration span) {
        enter();
        long end = steps.now() + span.toNanos();
        while (runNext(end)) {
            // runNext does it
        }
        steps.moveTo(end);
        assertNoFaults();
    }

    /**
     * Runs tasks and moves time until a condition holds; it is asked after every task.
     *
     * @param limit how much virtual time that may take
     * @throws AssertionError when it does not come true, with the seed and what is pending
     */
    public void runUntil(BooleanSupplier condition, Duration limit) {
        enter();
        long end = steps.now() + limit.toNanos();
        boolean met = condition.getAsBoolean();
        while (!met && runNext(end)) {
            met = condition.getAsBoolean();
        }
        if (!met) {
            steps.moveTo(end);
            met = condition.getAsBoolean();
        }
        assertNoFaults();
        if (!met) {
            throw failure("the awaited condition did not hold within " + limit, null);
        }
    }

    /** Lets time pass while nothing runs, as in a long pause of the machine: what fell due is late. */
    public void stall(Duration pause) {
        enter();
        steps.moveTo(steps.now() + pause.toNanos());
    }

    /** Sets wall time; monotonic time and timers do not notice. */
    public void setWall(Instant wall) {
        clock.setWall(wall);
    }

    /** Lets wall time jump, forward or back, on all machines. {@link SimulatedNode#jumpWall} does so on one. */
    public void jumpWall(Duration by) {
        clock.jumpWall(by);
    }

    /** Runs a check after every task from now on; what it throws ends the run. */
    public void afterEachStep(Runnable invariantCheck) {
        stepChecks.add(invariantCheck);
    }

    // ------------------------------------------------------------------ looking

    /** What is queued or scheduled, by due time: executor and time to go. */
    public List<String> pendingTasks() {
        List<String> pending = new ArrayList<>();
        for (Step step : steps.pending()) {
            pending.add(step.lane().name() + " in " + Duration.ofNanos(Math.max(0, step.due() - steps.now())));
        }
        return pending;
    }

    /** The last tasks that ran, oldest first. */
    public List<String> trace() {
        return steps.trace();
    }

    /** A hash over every task that ran so far; equal for equal runs. */
    public long fingerprint() {
        return steps.fingerprint();
    }

    /** How many tasks ran so far. */
    public long stepsRun() {
        return steps.stepsRun();
    }

    /** Virtual time since this world began. */
    public Duration elapsed() {
        return Duration.ofNanos(steps.now());
    }

    /** Records what it is given; anything not expected fails the run. */
    public FaultHandler faultHandler() {
        return faults;
    }

    /** Faults that match do not fail the run, from now on. */
    public void expectFaults(Predicate<Throwable> expected) {
        faults.expect(expected);
    }

    /** Every fault so far, expected or not. */
    public List<Throwable> faults() {
        return faults.all();
    }

    /** @throws AssertionError when there was a fault that no one expected */
    public void assertNoFaults() {
        List<Throwable> unexpected = faults.unexpected();
        if (!unexpected.isEmpty()) {
            throw failure(
                    unexpected.size() + " unexpected failure(s), the first on " + faults.firstPlace(),
                    unexpected.get(0));
        }
    }

    // ------------------------------------------------------------------ the seam

    @Override
    public TimeSource time() {
        return clock;
    }

    @Override
    public ProcessIdentity identity() {
        return IDENTITY;
    }

    @Override
    public RandomGenerator newRandom() {
        return seeds.split();
    }

    @Override
    public SerialExecutor eventLoop(String ownerName) {
        return node("main").eventLoop(ownerName);
    }

    @Override
    public SerialExecutor thread(String name) {
        return node("main").thread(name);
    }

    @Override
    public WorkerPool workers() {
        return node("main").workers();
    }

    @Override
    public boolean onEventLoop() {
        Step current = steps.current();
        return current != null && current.lane().isEventLoop();
    }

    /** Closes every node. */
    @Override
    public void close() {
        List.copyOf(nodes.values()).forEach(SimulatedNode::close);
    }

    // ------------------------------------------------------------------ for nodes

    Step submit(Lane lane, SimulatedNode node, Runnable task, Duration delay) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a simulated executor was used from thread "
                    + Thread.currentThread().getName() + "; a simulation runs on one thread only");
        }
        return steps.submit(lane, node, task, toNanos(delay));
    }

    boolean isCurrent(Lane lane) {
        Step current = steps.current();
        return current != null && current.lane() == lane;
    }

    /** The clock of a machine, whoever runs there. */
    TimeSource timeOf(String node) {
        return clocks.computeIfAbsent(node, name -> new SkewedClock(clock));
    }

    void jumpWall(String node, Duration by) {
        clocks.computeIfAbsent(node, name -> new SkewedClock(clock)).jump(by);
    }

    void pause(Lane lane, SimulatedNode node, Duration pause) {
        steps.pause(lane, node, pause.toNanos());
    }

    void forget(SimulatedNode node) {
        steps.cancelAll(step -> step.node() == node);
    }

    // ------------------------------------------------------------------ inside

    private void enter() {
        if (steps.current() != null) {
            throw new IllegalStateException("called from a task of the simulation; only the test may run it");
        }
    }

    /** Runs the next task that is due by the end of the span, moving the clock if needed; false if there is none. */
    private boolean runNext(long end) {
        while (!runOne()) {
            long next = steps.nextDue();
            if (next > end) {
                return false;
            }
            // What falls due may stand in a lane that is paused, so that nothing runs yet.
            steps.moveTo(next);
        }
        return true;
    }

    private boolean runOne() {
        Step step = steps.takeReady();
        if (step == null) {
            return false;
        }
        guardAgainstLivelock();
        try {
            steps.run(step);
        } catch (Throwable fault) {
            if (!step.node().isCrashed()) {
                faults.onFault(step.lane().name(), fault);
            }
        }
        assertNoFaults();
        for (Runnable check : stepChecks) {
            check(check);
        }
        return true;
    }

    private void check(Runnable check) {
        try {
            check.run();
        } catch (AssertionError | RuntimeException violated) {
            throw failure("an invariant does not hold", violated);
        }
    }

    private void guardAgainstLivelock() {
        if (steps.now() != timeOfLastStep) {
            timeOfLastStep = steps.now();
            stepsAtThisTime = 0;
        }
        if (++stepsAtThisTime > STEPS_WITHOUT_TIME) {
            throw failure(STEPS_WITHOUT_TIME + " tasks ran and time did not move", null);
        }
    }

    private AssertionError failure(String what, @Nullable Throwable cause) {
        List<String> pending = pendingTasks();
        StringBuilder text = new StringBuilder(what)
                .append(" [seed ")
                .append(seed)
                .append(", at +")
                .append(elapsed())
                .append(", step ")
                .append(steps.stepsRun())
                .append(']');
        if (cause != null) {
            text.append("\n  ").append(cause);
        }
        text.append("\n  pending: ").append(pending.subList(0, Math.min(PENDING_SHOWN, pending.size())));
        text.append("\n  last steps: ").append(steps.trace());
        return new AssertionError(text.toString(), cause);
    }

    private static long toNanos(Duration delay) {
        try {
            return delay.toNanos();
        } catch (ArithmeticException tooLong) {
            return delay.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
