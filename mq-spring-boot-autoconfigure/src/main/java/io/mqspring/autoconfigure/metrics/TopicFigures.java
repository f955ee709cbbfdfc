package io.mqspring.autoconfigure.metrics;

import io.mqspring.consumer.QueueProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where this instance stands on the queues of one topic that it owns for one group. Not-a-number: not known.
 *
 * @param lag messages stored and not consumed
 * @param lagAgeSeconds age of the oldest of these
 * @param inFlight handed to listeners and unfinished
 * @param cachedBytes pulled and unfinished
 * @param behindMinimum queues that are not consumed because their next messages are gone
 * @param withoutOffset queues that are not consumed because the group has no offsets and must not begin by itself
 */
record TopicFigures(
        String group,
        String topic,
        double lag,
        double lagAgeSeconds,
        double inFlight,
        double cachedBytes,
        double behindMinimum,
        double withoutOffset) {

    /** Sums up queues by topic. */
    static List<TopicFigures> of(String group, Collection<QueueProgress> queues, long nowMillis) {
        Map<String, List<QueueProgress>> byTopic = new LinkedHashMap<>();
        for (QueueProgress queue : queues) {
            byTopic.computeIfAbsent(queue.queue().topic(), topic -> new ArrayList<>())
                    .add(queue);
        }
        List<TopicFigures> all = new ArrayList<>();
        byTopic.forEach((topic, owned) -> all.add(new TopicFigures(
                group,
                topic,
                owned.stream().mapToDouble(TopicFigures::lag).sum(),
                owned.stream().mapToDouble(queue -> lagAge(queue, nowMillis)).reduce(0, Math::max),
                owned.stream().mapToInt(QueueProgress::inFlight).sum(),
                owned.stream().mapToLong(QueueProgress::cachedBytes).sum(),
                owned.stream().filter(QueueProgress::behindMinimum).count(),
                owned.stream().filter(QueueProgress::withoutOffset).count())));
        return all;
    }

    private static double lag(QueueProgress queue) {
        if (queue.consumedOffset() < 0 || queue.brokerMaxOffset() < 0) {
            return Double.NaN;
        }
        return Math.max(0, queue.brokerMaxOffset() - queue.consumedOffset());
    }

    private static double lagAge(QueueProgress queue, long nowMillis) {
        if (queue.oldestUnfinishedStoreTimestamp() >= 0) {
            return Math.max(0, nowMillis - queue.oldestUnfinishedStoreTimestamp()) / 1000.0;
        }
        // Nothing is at hand: without lag there is nothing to be late with, with lag its age is not known.
        return lag(queue) == 0 ? 0 : Double.NaN;
    }
}
