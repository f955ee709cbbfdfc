package io.mqspring.consumer.process;

import io.mqspring.consumer.Batching;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Messages that wait until they make a whole call, or the first of them has waited long enough: then those that are there
 * make one. Nobody waits for a call that cannot be filled, whatever else keeps messages back. Confined to the loop.
 */
final class Lingering {

    private final Batching batching;
    private final SerialExecutor loop;
    private final TimeSource time;
    private final Consumer<List<InFlight>> due;
    private final ArrayDeque<InFlight> waiting = new ArrayDeque<>();
    private boolean timed;
    private Cancellable timer = () -> {};

    /**
     * @param due takes the messages of a call
     */
    Lingering(Batching batching, SerialExecutor loop, TimeSource time, Consumer<List<InFlight>> due) {
        this.batching = batching;
        this.loop = loop;
        this.time = time;
        this.due = due;
    }

    void add(List<InFlight> messages) {
        long now = time.nanoTime();
        for (InFlight message : messages) {
            message.arrived(now);
            waiting.add(message);
            if (waiting.size() == batching.size()) {
                release();
            }
        }
        watch();
    }

    /** Takes out the messages of a window. */
    List<InFlight> withdraw(ProcessQueue window) {
        List<InFlight> withdrawn = new ArrayList<>();
        waiting.removeIf(message -> message.queue() == window && withdrawn.add(message));
        if (waiting.isEmpty()) {
            timer.cancel();
            timed = false;
        }
        return withdrawn;
    }

    private void release() {
        List<InFlight> call = new ArrayList<>(waiting);
        waiting.clear();
        due.accept(call);
    }

    /** One timer at a time: when it ends and its message has gone, it begins again for the one that waits longest now. */
    private void watch() {
        InFlight first = waiting.peekFirst();
        if (timed || first == null) {
            return;
        }
        timed = true;
        long left = first.arrivedNanos() + batching.linger().toNanos() - time.nanoTime();
        timer = loop.schedule(this::look, Duration.ofNanos(Math.max(0, left)));
    }

    private void look() {
        timed = false;
        InFlight first = waiting.peekFirst();
        if (first != null
                && time.nanoTime() - first.arrivedNanos() >= batching.linger().toNanos()) {
            release();
        }
        watch();
    }
}
