package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.List;
import java.util.Map;

/**
 * What a member of a group is doing, in its own words.
 *
 * @param properties settings and identity of the member, as text
 * @param subscriptions what it subscribes to
 * @param queues the queues it owns
 */
public record ConsumerRunningInfoResponse(
        Map<String, String> properties, List<SubscriptionEntry> subscriptions, Map<MessageQueue, Queue> queues)
        implements Response {

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
