package io.mqspring.producer;

import io.mqspring.route.RouteTable;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends that wait: for their topic's route, in the order they came and no later one overtaking, or for a moment before the
 * next attempt. What waits is confined to the client's loop; the methods may be called from any thread.
 */
final class ParkedSends {

    private final RouteTable routes;
    private final List<String> nameServers;
    private final SerialExecutor loop;
    private final Duration sendTimeout;
    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();
    private final Set<SendTask> pausing = ConcurrentHashMap.newKeySet();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ParkedSends(RouteTable routes, List<String> nameServers, SerialExecutor loop, Duration sendTimeout) {
        this.routes = routes;
        this.nameServers = nameServers;
        this.loop = loop;
        this.sendTimeout = sendTimeout;
    }

    /** Whether earlier sends to the topic still wait for its route. */
    boolean mustQueue(String topic) {
        return !lines.isEmpty() && lines.containsKey(topic);
    }

    /** Parks a send until its topic's route is known, or fails it when that does not happen in time. */
    void awaitRoute(SendTask task) {
        Line line = lines.compute(task.topic(), (topic, existing) -> {
            Line mine = existing == null ? new Line() : existing;
            mine.length++;
            return mine;
        });
        if (!onLoop(() -> park(line, task))) {
            shorten(task.topic());
            task.fail(SendFailures.closed());
        }
    }

    /** Has a send tried again after a pause. */
    void retryLater(SendTask task, Duration pause) {
        pausing.add(task);
        boolean scheduled = !closed && onLoop(() -> loop.schedule(() -> resume(task), pause));
        if ((!scheduled || closed) && pausing.remove(task)) {
            task.fail(SendFailures.closed());
        }
    }

    /** A send to a topic has ended: from its first success on the topic's real route is kept fresh. */
    void ended(String topic, boolean success) {
        if (success && !used.contains(topic) && used.add(topic) && !closed) {
            onLoop(() -> {
                routes.refresh(topic);
                routes.watch(topic);
            });
        }
    }

    /** Fails all that wait, now and from now on. */
    void close() {
        closed = true;
        for (SendTask task : pausing) {
            if (pausing.remove(task)) {
                task.fail(SendFailures.closed());
            }
        }
        onLoop(() -> lines.forEach((topic, line) -> {
            for (Waiting waiting : new ArrayList<>(line.waiting)) {
                end(line, waiting, SendFailures.closed());
            }
        }));
    }

    private void park(Line line, SendTask task) {
        if (closed) {
            shorten(task.topic());
            task.fail(SendFailures.closed());
            return;
        }
        Waiting waiting = new Waiting(task);
        line.waiting.add(waiting);
        Duration left = task.remaining();
        waiting.timer = loop.schedule(
                () -> end(line, waiting, SendFailures.routeTimeout(task.topic(), nameServers, sendTimeout)), left);
        if (!line.asking) {
            line.asking = true;
            routes.findForSend(task.topic())
                    .whenComplete((route, failure) -> onLoop(() -> found(line, task.topic(), route, failure)));
        }
    }

    private void found(Line line, String topic, @Nullable TopicRoute route, @Nullable Throwable failure) {
        line.asking = false;
        Waiting next = line.waiting.poll();
        while (next != null) {
            next.timer.cancel();
            if (route != null) {
                next.task.routed(route);
            } else {
                next.task.fail(
                        failure == null ? SendFailures.closed() : SendFailures.noRoute(topic, nameServers, failure));
            }
            shorten(topic);
            next = line.waiting.poll();
        }
    }

    private void end(Line line, Waiting waiting, SendException cause) {
        if (line.waiting.remove(waiting)) {
            waiting.timer.cancel();
            waiting.task.fail(cause);
            shorten(waiting.task.topic());
        }
    }

    private void shorten(String topic) {
        lines.computeIfPresent(topic, (unused, line) -> --line.length == 0 ? null : line);
    }

    private void resume(SendTask task) {
        if (pausing.remove(task)) {
            task.retry();
        }
    }

    private boolean onLoop(Runnable task) {
        try {
            loop.run(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** The sends of one topic that wait for its route. */
    private static final class Line {

        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private boolean asking;
        /** Sends announced and not gone on; guarded by the map. */
        private int length;
    }

    private static final class Waiting {

        private final SendTask task;
        private Cancellable timer = () -> {};

        Waiting(SendTask task) {
            this.task = task;
        }
    }
}
