package io.mqspring.broker.pop;

import io.mqspring.broker.group.ConsumerOffsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All queues that are popped. The committed offsets say where they begin, and are moved on from here; whoever else moves
 * one, as an operator does to rewind a group, ends what this knows of the queue. Thread safe by one lock.
 */
public final class PopTable {

    private final ConsumerOffsets offsets;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PopKey, PopQueue> queues = new HashMap<>();

    public PopTable(ConsumerOffsets offsets) {
        this.offsets = offsets;
    }

    /**
     * A queue with messages out.
     *
     * @param base the committed offset that goes with it
     * @param next the next offset to hand out
     * @param ordered whether it is popped in order
     * @param out what is out: offset, pop time, due time, times handed out before, 1 if coming again does not count
     */
    public record Saved(PopKey key, long base, long next, boolean ordered, List<List<Long>> out) {}

    /** The queues with messages out, as they stand. */
    public List<Saved> snapshot() {
        return locked(() -> {
            List<Saved> saved = new ArrayList<>();
            for (PopQueue queue : queues.values()) {
                if (!queue.out.isEmpty() && isOurs(queue)) {
                    saved.add(new Saved(
                            queue.key,
                            queue.base(),
                            queue.next,
                            queue.ordered,
                            queue.out.values().stream().map(PopTable::numbers).toList()));
                }
            }
            return saved;
        });
    }

    /**
     * Takes over what was saved, where it fits the committed offsets and the queues.
     *
     * @param end where queues end
     */
    public void restore(List<Saved> saved, ConsumerOffsets.QueueEnd end) {
        run(() -> {
            for (Saved state : saved) {
                PopKey key = state.key();
                OptionalLong committed = offsets.committed(key.group(), key.topic(), key.queueId());
                if (committed.isPresent() && committed.getAsLong() == state.base()) {
                    PopQueue queue = new PopQueue(key, state.base());
                    long limit = end.of(key.topic(), key.queueId());
                    queue.next = Math.max(state.base(), Math.min(state.next(), limit));
                    queue.ordered = state.ordered();
                    state.out().forEach(numbers -> restore(queue, numbers));
                    queues.put(key, queue);
                }
            }
        });
    }

    private static void restore(PopQueue queue, List<Long> numbers) {
        if (numbers.size() < 5 || numbers.get(0) < queue.committed || numbers.get(0) >= queue.next) {
            return;
        }
        Handout handout = new Handout(numbers.get(0), numbers.get(1), numbers.get(2));
        handout.times = numbers.get(3).intValue();
        handout.suspended = numbers.get(4) != 0;
        queue.out.put(handout.offset, handout);
    }

    private static List<Long> numbers(Handout handout) {
        return List.of(handout.offset, handout.popTime, handout.due, (long) handout.times, handout.suspended ? 1L : 0L);
    }

    /** Forgets what is out of a topic that is deleted: one that is made anew begins with other messages at the same offsets. */
    public void forgetTopic(String topic) {
        run(() -> queues.keySet().removeIf(key -> key.topic().equals(topic)));
    }

    /** Forgets what a group that is deleted has out. */
    public void forgetGroup(String group) {
        run(() -> queues.keySet().removeIf(key -> key.group().equals(group)));
    }

    /** How many messages are out. */
    public long handedOut() {
        return locked(() ->
                queues.values().stream().mapToLong(queue -> queue.out.size()).sum());
    }

    /** The queues as they are now; under the lock. */
    List<PopQueue> all() {
        return List.copyOf(queues.values());
    }

    /** What is known of a queue; null if nothing, or nothing that still counts. Under the lock. */
    @Nullable
    PopQueue find(PopKey key) {
        PopQueue queue = queues.get(key);
        if (queue != null && !isOurs(queue)) {
            queues.remove(key);
            return null;
        }
        return queue;
    }

    /** Begins with a queue at its committed offset. Under the lock. */
    PopQueue add(PopKey key, long committed) {
        PopQueue queue = new PopQueue(key, committed);
        queues.put(key, queue);
        return queue;
    }

    /** Whether a queue is the one that counts. Under the lock. */
    boolean isCurrent(PopQueue queue) {
        return queues.get(queue.key) == queue && isOurs(queue);
    }

    /** Commits how far a queue has come, and has the state saved before long. Under the lock. */
    void changed(PopQueue queue) {
        PopKey key = queue.key;
        if (queues.get(key) != queue) {
            return;
        }
        long base = queue.base();
        if (offsets.replace(key.group(), key.topic(), key.queueId(), queue.committed, base)) {
            queue.committed = base;
            offsets.markDirty();
        } else {
            queues.remove(key, queue);
        }
    }

    private boolean isOurs(PopQueue queue) {
        OptionalLong committed = offsets.committed(queue.key.group(), queue.key.topic(), queue.key.queueId());
        return committed.isPresent() && committed.getAsLong() == queue.committed;
    }

    /** Runs a task under the lock. */
    void run(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> task) {
        lock.lock();
        try {
            return task.get();
        } finally {
            lock.unlock();
        }
    }
}
