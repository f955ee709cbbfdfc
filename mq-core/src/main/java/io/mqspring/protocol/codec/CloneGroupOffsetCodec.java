package io.mqspring.protocol.codec;

import io.mqspring.protocol.CloneGroupOffsetRequest;
import io.mqspring.protocol.CommandType;

/** Code 314. */
final class CloneGroupOffsetCodec implements EmptyAnswerCodec<CloneGroupOffsetRequest> {

    @Override
    public CommandType type() {
        return CommandType.CLONE_GROUP_OFFSET;
    }

    @Override
    public void writeRequest(CloneGroupOffsetRequest request, CommandWriter out) {
        out.field("destGroup", request.toGroup());
        out.field("srcGroup", request.fromGroup());
        out.optional("topic", request.topic());
    }

    @Override
    public CloneGroupOffsetRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new CloneGroupOffsetRequest(in.string("srcGroup"), in.string("destGroup"), in.optional("topic"));
    }
}
