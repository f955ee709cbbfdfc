package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.DeleteRouteRequest;

/** Code 216. */
final class DeleteRouteCodec implements EmptyAnswerCodec<DeleteRouteRequest> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_ROUTE;
    }

    @Override
    public void writeRequest(DeleteRouteRequest request, CommandWriter out) {
        out.field("topic", request.topic());
    }

    @Override
    public DeleteRouteRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new DeleteRouteRequest(in.string("topic"));
    }
}
