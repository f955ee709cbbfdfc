package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetMaxOffsetRequest;

/** Code 30. */
final class GetMaxOffsetCodec implements OffsetAnswerCodec<GetMaxOffsetRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_MAX_OFFSET;
    }

    @Override
    public void writeRequest(GetMaxOffsetRequest request, CommandWriter out) {
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public GetMaxOffsetRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetMaxOffsetRequest(in.string("topic"), in.intValue("queueId"));
    }
}
