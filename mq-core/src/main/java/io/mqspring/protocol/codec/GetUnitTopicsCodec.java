package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetUnitTopicsRequest;

/** Code 311. */
final class GetUnitTopicsCodec implements TopicListAnswerCodec<GetUnitTopicsRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_UNIT_TOPICS;
    }

    @Override
    public void writeRequest(GetUnitTopicsRequest request, CommandWriter out) {}

    @Override
    public GetUnitTopicsRequest readRequest(Frame frame) {
        return new GetUnitTopicsRequest();
    }
}
