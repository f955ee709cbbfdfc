package io.mqspring.protocol;

/**
 * Asks a member of a group what it is doing, through the broker (code 307).
 *
 * @param threads whether its threads are wanted, too
 */
public record GetConsumerRunningInfoRequest(String consumerGroup, String clientId, boolean threads)
        implements Request<ConsumerRunningInfoResponse> {

    /** Without threads. */
    public GetConsumerRunningInfoRequest(String consumerGroup, String clientId) {
        this(consumerGroup, clientId, false);
    }

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_RUNNING_INFO;
    }
}
