package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetGroupTopicsRequest;

/** Code 343. */
final class GetGroupTopicsCodec implements TopicListAnswerCodec<GetGroupTopicsRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_GROUP_TOPICS;
    }

    @Override
    public void writeRequest(GetGroupTopicsRequest request, CommandWriter out) {
        out.field("group", request.group());
    }

    @Override
    public GetGroupTopicsRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetGroupTopicsRequest(in.string("group"));
    }
}
