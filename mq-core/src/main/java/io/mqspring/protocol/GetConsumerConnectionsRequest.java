package io.mqspring.protocol;

/** Asks for the members of a group and their subscriptions (code 203). */
public record GetConsumerConnectionsRequest(String consumerGroup) implements Request<ConsumerConnectionsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_CONNECTIONS;
    }
}
