package io.mqspring.test.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All tasks of all executors, by due time and sequence. What is due stands in its lane; which lane goes next is decided by
 * chance, so that the seed chooses the interleaving while the order within a lane is kept. Time is in nanoseconds since the
 * start of the simulation. Confined to the thread of the test.
 */
final class StepQueue {

    private static final int TRACE_LENGTH = 60;

    private final RandomGenerator random;
    private final PriorityQueue<Step> waiting = new PriorityQueue<>();
    private final List<Lane> readyLanes = new ArrayList<>();
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private long now;
    private long sequence;
    private long stepsRun;
    private long fingerprint = 17;
    private @Nullable Step current;

    StepQueue(RandomGenerator random) {
        this.random = random;
    }

    long now() {
        return now;
    }

    long stepsRun() {
        return stepsRun;
    }

    /** A hash over every step that ran: which lane, when, in what order. */
    long fingerprint() {
        return fingerprint;
    }

    @Nullable
    Step current() {
        return current;
    }

    Step submit(Lane lane, SimulatedNode node, Runnable task, long delayNanos) {
        long due = delayNanos <= 0 ? now : saturatedAdd(now, delayNanos);
        Step step = new Step(due, sequence++, lane, node, task);
        if (due <= now) {
            makeReady(step);
        } else {
            waiting.add(step);
        }
        return step;
    }

    /** Removes and returns the next task that is due, chosen among the lanes by chance; null if nothing is. */
    @Nullable
    Step takeReady() {
        while (!readyLanes.isEmpty()) {
            int index = readyLanes.size() == 1 ? 0 : random.nextInt(readyLanes.size());
            Lane lane = readyLanes.get(index);
            Step step = lane.ready.remove();
            if (lane.ready.isEmpty()) {
                int last = readyLanes.size() - 1;
                readyLanes.set(index, readyLanes.get(last));
                readyLanes.remove(last);
            }
            if (step.isPending()) {
                return step;
            }
        }
        return null;
    }

    /** Runs a task that was taken; what it throws is the caller's. */
    void run(Step step) {
        Runnable task = step.take();
        if (task == null) {
            return;
        }
        record(step);
        current = step;
        try {
            task.run();
        } finally {
            current = null;
        }
    }

    /** When the next waiting task is due; {@code Long.MAX_VALUE} if none waits. */
    long nextDue() {
        Step next = waiting.peek();
        while (next != null && !next.isPending()) {
            waiting.remove();
            next = waiting.peek();
        }
        return next == null ? Long.MAX_VALUE : next.due();
    }

    /** Moves the clock forward; what falls due becomes ready in order. */
    void moveTo(long time) {
        now = Math.max(now, time);
        Step next = waiting.peek();
        while (next != null && next.due() <= now) {
            waiting.remove();
            if (next.isPending()) {
                makeReady(next);
            }
            next = waiting.peek();
        }
    }

    /** Calls off every task that matches. */
    void cancelAll(Predicate<Step> matching) {
        List<Step> all = pending();
        for (Step step : all) {
            if (matching.test(step)) {
                step.cancel();
            }
        }
    }

    /** What is ready or waits, by due time. */
    List<Step> pending() {
        List<Step> pending = new ArrayList<>();
        for (Lane lane : readyLanes) {
            pending.addAll(lane.ready);
        }
        pending.addAll(waiting);
        pending.removeIf(step -> !step.isPending());
        pending.sort(Comparator.naturalOrder());
        return pending;
    }

    /** The last steps that ran, oldest first. */
    List<String> trace() {
        return List.copyOf(trace);
    }

    private void makeReady(Step step) {
        Lane lane = step.lane();
        if (lane.ready.isEmpty()) {
            readyLanes.add(lane);
        }
        lane.ready.add(step);
    }

    private void record(Step step) {
        stepsRun++;
        fingerprint = (fingerprint * 31 + now) * 31 + step.sequence();
        fingerprint = fingerprint * 31 + step.lane().name().hashCode();
        if (trace.size() == TRACE_LENGTH) {
            trace.remove();
        }
        trace.add("+" + Duration.ofNanos(now) + " " + step.lane().name() + " #" + step.sequence());
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
