package io.mqspring.protocol;

/**
 * Asks for a group's committed offset (code 14).
 *
 * @param zeroIfNotFound whether a broker may answer 0 for an unknown group on a young queue; this project's client says false
 */
public record QueryConsumerOffsetRequest(String consumerGroup, String topic, int queueId, boolean zeroIfNotFound)
        implements Request<QueryConsumerOffsetResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_CONSUMER_OFFSET;
    }
}
