package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetOtherUnitSubscriptionTopicsRequest;

/** Code 313. */
final class GetOtherUnitSubscriptionTopicsCodec implements TopicListAnswerCodec<GetOtherUnitSubscriptionTopicsRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_OTHER_UNIT_SUBSCRIPTION_TOPICS;
    }

    @Override
    public void writeRequest(GetOtherUnitSubscriptionTopicsRequest request, CommandWriter out) {}

    @Override
    public GetOtherUnitSubscriptionTopicsRequest readRequest(Frame frame) {
        return new GetOtherUnitSubscriptionTopicsRequest();
    }
}
