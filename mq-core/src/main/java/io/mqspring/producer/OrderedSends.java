package io.mqspring.producer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a retry from changing the order of messages that belong together. Such messages may all be on their way at once. One
 * that failed is tried again only if nothing later of its line has been sent; from then on the later ones wait behind it, one
 * after the other until none waits. Thread safe.
 */
final class OrderedSends {

    private final ConcurrentMap<Object, Line> lines = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Messages of a topic with one sharding key. */
    record Key(String topic, String shardingKey) {}

    /**
     * A send begins.
     *
     * @param key what the messages of a line have in common
     * @return whether it may go now; else it goes on, as after a pause, when those before it have ended
     */
    boolean enter(Object key, SendTask task) {
        boolean[] may = {true};
        lines.compute(key, (same, existing) -> {
            Line line = existing == null ? new Line() : existing;
            line.open++;
            if (line.holder != null && !closed) {
                line.behind.addLast(task);
                may[0] = false;
            } else {
                line.newest = task;
            }
            return line;
        });
        return may[0];
    }

    /** Whether a send that failed may be tried again; then what comes later waits for its end. */
    boolean hold(Object key, SendTask task) {
        boolean[] may = {false};
        lines.computeIfPresent(key, (same, line) -> {
            if (line.newest == task) {
                line.holder = task;
                may[0] = true;
            }
            return line;
        });
        return may[0];
    }

    /**
     * A send that had begun has ended.
     *
     * @return the one that goes on now, or null
     */
    @Nullable
    SendTask leave(Object key, SendTask task) {
        SendTask[] next = new SendTask[1];
        lines.computeIfPresent(key, (same, line) -> {
            line.open--;
            if (line.holder == task) {
                SendTask waiting = line.behind.pollFirst();
                line.holder = waiting;
                if (waiting != null) {
                    line.newest = waiting;
                    next[0] = waiting;
                }
            }
            return line.open == 0 ? null : line;
        });
        return next[0];
    }

    /** Nothing waits from now on. */
    List<SendTask> close() {
        closed = true;
        List<SendTask> waiting = new ArrayList<>();
        for (Object key : lines.keySet()) {
            lines.computeIfPresent(key, (same, line) -> {
                waiting.addAll(line.behind);
                line.behind.clear();
                return line;
            });
        }
        return waiting;
    }

    /** Guarded by the map. */
    private static final class Line {

        private final Deque<SendTask> behind = new ArrayDeque<>();
        private int open;
        private @Nullable SendTask newest;
        private @Nullable SendTask holder;
    }
}
