package io.mqspring.broker.group;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Committed offsets: per group, topic and queue the next offset to consume. The last commit wins, also when it goes back,
 * since that is how a group is rewound. In memory; written to {@code config/consumerOffset.json} by whoever asks for
 * {@link #takeDirty()} now and then, so a crash may take the last seconds of commits back, but not
 * the beginning of a group. Thread safe.
 */
public final class ConsumerOffsets {

    private final Map<String, Map<String, Map<Integer, Long>>> byGroup = new ConcurrentHashMap<>();
    private final Supplier<CompletableFuture<Void>> writer;
    private final AtomicBoolean dirty = new AtomicBoolean();
    /** Places that groups were moved to and have not been told of, by queue. */
    private final Map<Place, Long> resets = new ConcurrentHashMap<>();

    private record Place(String group, String topic, int queueId) {}

    /** The end of a queue. */
    @FunctionalInterface
    public interface QueueEnd {
        long of(String topic, int queueId);
    }

    /** Offsets that nobody writes. */
    public ConsumerOffsets() {
        this(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * @param writer has all offsets written; completes when they are on disk
     */
    public ConsumerOffsets(Supplier<CompletableFuture<Void>> writer) {
        this.writer = writer;
    }

    /**
     * Commits, and has a group's first offset on a queue written at once: it says where the group began. If a crash took
     * that back, a group that began at the end would begin at a later end, and miss what was sent in between.
     *
     * @return completes when the offset is as safe as it must be before it is answered for
     */
    public CompletableFuture<Void> commitSafely(String group, String topic, int queueId, long offset) {
        return commit(group, topic, queueId, offset) ? writer.get() : CompletableFuture.completedFuture(null);
    }

    /**
     * Commits.
     *
     * @return whether this is the group's first offset on the queue
     */
    public boolean commit(String group, String topic, int queueId, long offset) {
        if (!resets.isEmpty() && resets.containsKey(new Place(group, topic, queueId))) {
            // Who commits does not know yet that the group goes on elsewhere.
            return false;
        }
        return put(group, topic, queueId, offset);
    }

    /**
     * Moves a group to another place of a queue. What its members commit is ignored until they have been told, by {@link
     * #takeReset}; as at official brokers a restart forgets who has not been told, and the new place stays.
     */
    public void reset(String group, String topic, int queueId, long offset) {
        resets.put(new Place(group, topic, queueId), offset);
        put(group, topic, queueId, offset);
    }

    /** Where a group was moved to, once. */
    public OptionalLong takeReset(String group, String topic, int queueId) {
        Long to = resets.isEmpty() ? null : resets.remove(new Place(group, topic, queueId));
        return to == null ? OptionalLong.empty() : OptionalLong.of(to);
    }

    /** Drops all offsets of a group; whether there were any. */
    public boolean removeGroup(String group) {
        resets.keySet().removeIf(place -> place.group.equals(group));
        return byGroup.remove(group) != null;
    }

    /** Drops the offsets that groups have in a topic; whether there were any. */
    public boolean removeTopic(String topic) {
        resets.keySet().removeIf(place -> place.topic.equals(topic));
        boolean removed = false;
        for (Map<String, Map<Integer, Long>> topics : byGroup.values()) {
            removed |= topics.remove(topic) != null;
        }
        byGroup.values().removeIf(Map::isEmpty);
        return removed;
    }

    private boolean put(String group, String topic, int queueId, long offset) {
        Map<Integer, Long> queues = byGroup.computeIfAbsent(group, g -> new ConcurrentHashMap<>())
                .computeIfAbsent(topic, t -> new ConcurrentHashMap<>());
        Long before = queues.put(queueId, offset);
        if (before == null || before != offset) {
            dirty.set(true);
        }
        return before == null;
    }

    /**
     * Commits unless somebody else has in the meantime.
     *
     * @param expected what the caller believes to be committed
     * @return whether it was so
     */
    public boolean replace(String group, String topic, int queueId, long expected, long offset) {
        Map<Integer, Long> queues = byGroup.getOrDefault(group, Map.of()).getOrDefault(topic, Map.of());
        if (!Long.valueOf(expected).equals(queues.get(queueId))) {
            return false;
        }
        if (expected != offset) {
            if (!queues.replace(queueId, expected, offset)) {
                return false;
            }
            dirty.set(true);
        }
        return true;
    }

    /** What the group has committed for a queue; empty if nothing. */
    public OptionalLong committed(String group, String topic, int queueId) {
        Long offset = queues(group, topic).get(queueId);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Groups that have committed anything. */
    public Set<String> groups() {
        return Set.copyOf(byGroup.keySet());
    }

    /** Topics for which a group has committed anything. */
    public Set<String> topics(String group) {
        return Set.copyOf(byGroup.getOrDefault(group, Map.of()).keySet());
    }

    /** A group's offsets in a topic, by queue; a live view. */
    public Map<Integer, Long> queues(String group, String topic) {
        return byGroup.getOrDefault(group, Map.of()).getOrDefault(topic, Map.of());
    }

    /** Whether anything was committed since this was last asked. */
    public boolean takeDirty() {
        return dirty.getAndSet(false);
    }

    /** Says that what {@link #takeDirty()} announced could not be written. */
    public void markDirty() {
        dirty.set(true);
    }

    /**
     * Takes back what lies beyond the end of its queue. With asynchronous flush a power failure may cost the log more than
     * the offsets; a group left beyond the end would skip the messages that are stored there next.
     *
     * @return how many offsets were moved
     */
    public int clamp(QueueEnd end) {
        int[] moved = {0};
        byGroup.forEach((group, topics) -> topics.forEach((topic, queues) -> queues.replaceAll((queueId, offset) -> {
            long limit = end.of(topic, queueId);
            if (offset <= limit) {
                return offset;
            }
            moved[0]++;
            return limit;
        })));
        if (moved[0] > 0) {
            dirty.set(true);
        }
        return moved[0];
    }
}
