package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.DeleteGroupRequest;

/** Code 207. */
final class DeleteGroupCodec implements EmptyAnswerCodec<DeleteGroupRequest> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_GROUP;
    }

    @Override
    public void writeRequest(DeleteGroupRequest request, CommandWriter out) {
        out.field("cleanOffset", request.cleanOffsets());
        out.field("groupName", request.group());
    }

    @Override
    public DeleteGroupRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new DeleteGroupRequest(in.string("groupName"), in.flag("cleanOffset", false));
    }
}
