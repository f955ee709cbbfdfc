package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetUnitSubscriptionTopicsRequest;

/** Code 312. */
final class GetUnitSubscriptionTopicsCodec implements TopicListAnswerCodec<GetUnitSubscriptionTopicsRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_UNIT_SUBSCRIPTION_TOPICS;
    }

    @Override
    public void writeRequest(GetUnitSubscriptionTopicsRequest request, CommandWriter out) {}

    @Override
    public GetUnitSubscriptionTopicsRequest readRequest(Frame frame) {
        return new GetUnitSubscriptionTopicsRequest();
    }
}
