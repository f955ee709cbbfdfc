package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.Map;

/**
 * A group's offsets.
 *
 * @param queues by queue; queues without a committed offset may be missing
 */
public record ConsumeStatsResponse(Map<MessageQueue, Entry> queues, double consumeTps) implements Response {

    /**
     * Offsets of one queue.
     *
     * @param brokerOffset end of the queue
     * @param consumerOffset committed; -1 if never
     * @param pullOffset pulled as far as the broker knows
     * @param lastTimestamp store time of the last consumed record, 0 if not known
     */
    public record Entry(long brokerOffset, long consumerOffset, long pullOffset, long lastTimestamp) {}
}
