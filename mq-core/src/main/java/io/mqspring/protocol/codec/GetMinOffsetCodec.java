package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetMinOffsetRequest;

/** Code 31. */
final class GetMinOffsetCodec implements OffsetAnswerCodec<GetMinOffsetRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_MIN_OFFSET;
    }

    @Override
    public void writeRequest(GetMinOffsetRequest request, CommandWriter out) {
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public GetMinOffsetRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetMinOffsetRequest(in.string("topic"), in.intValue("queueId"));
    }
}
