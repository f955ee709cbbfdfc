package io.mqspring.protocol;

/** Asks a member of a group what it is doing, through the broker (code 307). */
public record GetConsumerRunningInfoRequest(String consumerGroup, String clientId)
        implements Request<ConsumerRunningInfoResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_RUNNING_INFO;
    }
}
