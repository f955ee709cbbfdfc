package io.mqspring.protocol;

/** Broker to client, one-way: the members of a group have changed (code 40). */
public record NotifyConsumerIdsChangedRequest(String consumerGroup) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.NOTIFY_CONSUMER_IDS_CHANGED;
    }
}
