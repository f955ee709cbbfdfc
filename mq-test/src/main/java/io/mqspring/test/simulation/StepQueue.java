package io.mqspring.test.simulation;

import java.time.Duration;
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
    private final List<Lane> pausedLanes = new ArrayList<>();
    private final Lane resuming = new Lane("resume", false);
    private final @Nullable Step[] trace = new Step[TRACE_LENGTH];
    private final long[] traceTimes = new long[TRACE_LENGTH];
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
                lane.listed = false;
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

    /** Nothing of a lane runs for so long; what falls due meanwhile waits in its order. */
    void pause(Lane lane, SimulatedNode node, long nanos) {
        if (!pausedLanes.contains(lane)) {
            pausedLanes.add(lane);
        }
        if (lane.listed) {
            lane.listed = false;
            readyLanes.remove(lane);
        }
        lane.pausedUntil = Math.max(lane.pausedUntil, saturatedAdd(now, nanos));
        submit(resuming, node, () -> resume(lane), nanos);
    }

    private void resume(Lane lane) {
        if (lane.pausedUntil <= now && pausedLanes.remove(lane)) {
            list(lane);
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
        for (Lane lane : pausedLanes) {
            pending.addAll(lane.ready);
        }
        pending.addAll(waiting);
        pending.removeIf(step -> !step.isPending());
        pending.sort(Comparator.naturalOrder());
        return pending;
    }

    /** The last steps that ran, oldest first. */
    List<String> trace() {
        List<String> texts = new ArrayList<>();
        for (long at = Math.max(0, stepsRun - TRACE_LENGTH); at < stepsRun; at++) {
            int index = (int) (at % TRACE_LENGTH);
            Step step = trace[index];
            if (step != null) {
                texts.add("+" + Duration.ofNanos(traceTimes[index]) + " "
                        + step.lane().name() + " #" + step.sequence());
            }
        }
        return List.copyOf(texts);
    }

    private void makeReady(Step step) {
        Lane lane = step.lane();
        lane.ready.add(step);
        if (lane.pausedUntil == 0 || !pausedLanes.contains(lane)) {
            list(lane);
        }
    }

    private void list(Lane lane) {
        if (!lane.listed && !lane.ready.isEmpty()) {
            lane.listed = true;
            readyLanes.add(lane);
        }
    }

    private void record(Step step) {
        int index = (int) (stepsRun++ % TRACE_LENGTH);
        fingerprint = (fingerprint * 31 + now) * 31 + step.sequence();
        fingerprint = fingerprint * 31 + step.lane().name().hashCode();
        trace[index] = step;
        traceTimes[index] = now;
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
