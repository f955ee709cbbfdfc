package io.mqspring.consumer.process;

import io.mqspring.consumer.Batching;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Sees to it that lanes that wait for more messages wait no longer than their oldest one may. One timer for all of them, for
 * the one whose time comes first. A lane that goes earlier, since its call is full, is looked at when its time comes, and
 * watched on if it waits for more by then. Confined to the loop.
 */
final class LingeringLanes {

    private record Due(Lane lane, long nanos) {}

    private final boolean needed;
    private final SerialExecutor loop;
    private final TimeSource time;
    private final Consumer<Lane> ready;
    /** Monotonic times are told apart by their difference. */
    private final PriorityQueue<Due> waiting =
            new PriorityQueue<>((one, other) -> Long.signum(one.nanos() - other.nanos()));

    private boolean timed;
    private long timedNanos;
    private Cancellable timer = () -> {};

    /**
     * @param ready takes a lane that waits for a worker since now
     */
    LingeringLanes(Batching batching, SerialExecutor loop, TimeSource time, Consumer<Lane> ready) {
        this.needed = batching.size() > 1 && !batching.linger().isZero();
        this.loop = loop;
        this.time = time;
        this.ready = ready;
    }

    /** Whether any lane ever waits for more messages. Any thread. */
    boolean isNeeded() {
        return needed;
    }

    /** Watches a lane, if it waits for more messages. */
    void watch(Lane lane) {
        if (!needed || lane.watched || !lane.isLingering()) {
            return;
        }
        lane.watched = true;
        waiting.add(new Due(lane, lane.dueNanos()));
        setTimer();
    }

    private void setTimer() {
        Due first = waiting.peek();
        if (first == null || (timed && timedNanos - first.nanos() <= 0)) {
            return;
        }
        timer.cancel();
        timed = true;
        timedNanos = first.nanos();
        timer = loop.schedule(this::look, Duration.ofNanos(Math.max(0, timedNanos - time.nanoTime())));
    }

    private void look() {
        timed = false;
        long now = time.nanoTime();
        for (Due first = waiting.peek(); first != null && first.nanos() - now <= 0; first = waiting.peek()) {
            waiting.poll();
            Lane lane = first.lane();
            lane.watched = false;
            if (lane.lingered(now)) {
                ready.accept(lane);
            } else {
                watch(lane);
            }
        }
        setTimer();
    }
}
