package io.mqspring.protocol;

/** Asks for the topics that units subscribe to and that are no unit's (code 313). */
public record GetOtherUnitSubscriptionTopicsRequest() implements Request<TopicListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_OTHER_UNIT_SUBSCRIPTION_TOPICS;
    }
}
