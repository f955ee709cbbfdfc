package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetBrokerSystemTopicsRequest;

/** Code 305. */
final class GetBrokerSystemTopicsCodec implements TopicListAnswerCodec<GetBrokerSystemTopicsRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_SYSTEM_TOPICS;
    }

    @Override
    public void writeRequest(GetBrokerSystemTopicsRequest request, CommandWriter out) {}

    @Override
    public GetBrokerSystemTopicsRequest readRequest(Frame frame) {
        return new GetBrokerSystemTopicsRequest();
    }
}
