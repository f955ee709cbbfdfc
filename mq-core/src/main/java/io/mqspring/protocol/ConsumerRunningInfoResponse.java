package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a group is doing, in its own words.
 *
 * @param properties settings and identity of the member, as text
 * @param subscriptions what it subscribes to
 * @param queues the queues it owns
 * @param topics how its listeners do, by topic
 * @param threads what its threads are doing, as text; null if that was not asked for
 */
public record ConsumerRunningInfoResponse(
        Map<String, String> properties,
        List<SubscriptionEntry> subscriptions,
        Map<MessageQueue, Queue> queues,
        Map<String, Consumption> topics,
        @Nullable String threads)
        implements Response {

    /** Without what listeners and threads do. */
    public ConsumerRunningInfoResponse(
            Map<String, String> properties, List<SubscriptionEntry> subscriptions, Map<MessageQueue, Queue> queues) {
        this(properties, subscriptions, queues, Map.of(), null);
    }

    /**
     * How listeners do with a topic.
     *
     * @param okPerSecond messages consumed
     * @param failedPerSecond messages failed
     * @param meanMillis time of a listener call
     * @param failed messages failed since the start
     */
    public record Consumption(double okPerSecond, double failedPerSecond, double meanMillis, long failed) {}

    /**
     * State of an owned queue.
     *
     * @param commitOffset consumed offset in memory
     * @param cachedMessages pulled and not finished
     * @param cachedBytes size of those
     * @param lastPullTimestamp wall clock, milliseconds
     * @param lastConsumeTimestamp wall clock, milliseconds
     */
    public record Queue(
            long commitOffset,
            long cachedMessages,
            long cachedBytes,
            long lastPullTimestamp,
            long lastConsumeTimestamp) {}
}
