package io.mqspring.protocol;

import java.util.List;

/** Says of many popped messages that they are consumed (code 200151). */
public record BatchAckMessageRequest(String brokerName, List<Entry> entries) implements Request<EmptyResponse> {

    /**
     * Messages of one pop of one queue.
     *
     * @param topic the topic subscribed to, also for retried messages
     * @param retry 0, or the kind of retry topic they were popped from: 1 or 2
     * @param startOffset first offset of what was popped
     * @param reviveQueueId as the pop said
     * @param popTime as the pop said
     * @param invisibleMillis as the pop said
     * @param offsets of the messages, not below the first
     */
    public record Entry(
            String consumerGroup,
            String topic,
            String retry,
            long startOffset,
            int queueId,
            int reviveQueueId,
            long popTime,
            long invisibleMillis,
            List<Long> offsets) {}

    @Override
    public CommandType type() {
        return CommandType.BATCH_ACK_MESSAGE;
    }
}
