package io.mqspring.protocol;

/** Commits a group's offset: the next one to consume (code 15, mostly one-way). */
public record UpdateConsumerOffsetRequest(String consumerGroup, String topic, int queueId, long offset)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.UPDATE_CONSUMER_OFFSET;
    }
}
