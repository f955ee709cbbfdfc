package io.mqspring.consumer.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a worker: runs of messages. The loop adds runs, workers claim calls from the oldest one, and from the next
 * ones when it has not enough for a whole call; a claim costs one atomic addition per run. Thread safe.
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

    /** Takes out the messages of a window; those that are claimed already stay claimed. The loop's, as {@link #add} is. */
    List<InFlight> withdraw(ProcessQueue window) {
        List<InFlight> withdrawn = new ArrayList<>();
        for (Run run : runs) {
            if (run.holds(window)) {
                List<InFlight> others = new ArrayList<>();
                run.takeAll().forEach(message -> (message.queue() == window ? withdrawn : others).add(message));
                runs.remove(run);
                add(others);
            }
        }
        return withdrawn;
    }

    /** Up to so many messages, the oldest first; null when nothing waits. */
    @Nullable
    Call claim(int limit) {
        Call first = claimOfOne(limit);
        if (first == null || first.size() == limit) {
            return first;
        }
        Call more = claimOfOne(limit - first.size());
        if (more == null) {
            return first;
        }
        List<InFlight> all = new ArrayList<>(limit);
        addTo(all, first);
        while (more != null) {
            addTo(all, more);
            more = all.size() == limit ? null : claimOfOne(limit - all.size());
        }
        return new Call(all);
    }

    private static void addTo(List<InFlight> all, Call call) {
        for (int i = 0; i < call.size(); i++) {
            all.add(call.message(i));
        }
    }

    private @Nullable Call claimOfOne(int limit) {
        Run oldest = runs.peek();
        while (oldest != null) {
            Call call = oldest.claim(limit);
            if (oldest.isTaken()) {
                runs.remove(oldest);
            }
            if (call != null) {
                return call;
            }
            oldest = runs.peek();
        }
        return null;
    }

    /** Messages taken from the front. */
    private static final class Run {

        private final List<InFlight> messages;
        private final AtomicInteger taken = new AtomicInteger();

        Run(List<InFlight> messages) {
            this.messages = messages;
        }

        boolean holds(ProcessQueue window) {
            return messages.stream().anyMatch(message -> message.queue() == window);
        }

        boolean isTaken() {
            return taken.get() >= messages.size();
        }

        @Nullable
        Call claim(int limit) {
            int from = taken.getAndAdd(limit);
            return from >= messages.size() || from < 0
                    ? null
                    : new Call(messages, from, Math.min(from + limit, messages.size()));
        }

        List<InFlight> takeAll() {
            int from = taken.getAndAdd(messages.size());
            return messages.subList(Math.min(from, messages.size()), messages.size());
        }
    }
}
