package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.Map;

/**
 * Offsets of a topic's queues on one broker.
 *
 * @param putPerSecond messages by second that have come in the last minute
 */
public record TopicStatsResponse(Map<MessageQueue, Entry> queues, double putPerSecond) implements Response {

    /**
     * Offsets of one queue.
     *
     * @param lastUpdateTimestamp store time of the last record, 0 for an empty queue
     */
    public record Entry(long minOffset, long maxOffset, long lastUpdateTimestamp) {}
}
