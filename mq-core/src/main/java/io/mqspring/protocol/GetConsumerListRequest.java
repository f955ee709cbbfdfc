package io.mqspring.protocol;

/** Asks for the client ids of a group's members (code 38). */
public record GetConsumerListRequest(String consumerGroup) implements Request<ConsumerListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_LIST;
    }
}
