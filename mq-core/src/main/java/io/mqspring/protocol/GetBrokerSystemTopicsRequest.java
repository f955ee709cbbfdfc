package io.mqspring.protocol;

/** Asks a broker for topics that are no user's (code 305). */
public record GetBrokerSystemTopicsRequest() implements Request<TopicListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_SYSTEM_TOPICS;
    }
}
