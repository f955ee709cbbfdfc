package io.mqspring.consumer.process;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a worker: runs of messages, each run of one window. The loop adds runs, workers claim pieces of the oldest
 * one; a piece costs one atomic addition. Thread safe.
 */
final class RunQueue {

    private final ConcurrentLinkedQueue<Run> runs = new ConcurrentLinkedQueue<>();

    void add(List<InFlight> messages) {
        if (!messages.isEmpty()) {
            runs.add(new Run(messages));
        }
    }

    boolean isEmpty() {
        Run oldest = runs.peek();
        while (oldest != null && oldest.isTaken()) {
            runs.remove(oldest);
            oldest = runs.peek();
        }
        return oldest == null;
    }

    /** Takes out the runs of a window; pieces that are claimed already stay claimed. */
    void discard(ProcessQueue window) {
        runs.removeIf(run -> run.isOf(window));
    }

    /** Up to so many messages of the oldest run; null when nothing waits. */
    @Nullable
    List<InFlight> claim(int limit) {
        Run oldest = runs.peek();
        while (oldest != null) {
            List<InFlight> piece = oldest.claim(limit);
            if (oldest.isTaken()) {
                runs.remove(oldest);
            }
            if (piece != null) {
                return piece;
            }
            oldest = runs.peek();
        }
        return null;
    }

    /** Messages of one window, taken from the front. */
    private static final class Run {

        private final List<InFlight> messages;
        private final AtomicInteger taken = new AtomicInteger();

        Run(List<InFlight> messages) {
            this.messages = messages;
        }

        boolean isOf(ProcessQueue window) {
            return messages.get(0).queue() == window;
        }

        boolean isTaken() {
            return taken.get() >= messages.size();
        }

        @Nullable
        List<InFlight> claim(int limit) {
            int from = taken.getAndAdd(limit);
            return from >= messages.size() || from < 0
                    ? null
                    : messages.subList(from, Math.min(from + limit, messages.size()));
        }
    }
}
