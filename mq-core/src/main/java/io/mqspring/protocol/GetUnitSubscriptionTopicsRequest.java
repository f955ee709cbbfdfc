package io.mqspring.protocol;

/** Asks for the topics that units subscribe to (code 312). */
public record GetUnitSubscriptionTopicsRequest() implements Request<TopicListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_UNIT_SUBSCRIPTION_TOPICS;
    }
}
