package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Asks for entries of a queue (code 321).
 *
 * @param offset the first; below the queue's first one it stands for that
 * @param consumerGroup whose subscription to try on them
 */
public record QueryConsumeQueueRequest(
        String topic,
        int queueId,
        long offset,
        int count,
        @Nullable String consumerGroup) implements Request<ConsumeQueueResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_CONSUME_QUEUE;
    }
}
