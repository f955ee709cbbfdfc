package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.MessageResponse;
import io.mqspring.protocol.ViewMessageRequest;

/** Code 33. */
final class ViewMessageCodec implements CommandCodec<ViewMessageRequest, MessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.VIEW_MESSAGE;
    }

    @Override
    public void writeRequest(ViewMessageRequest request, CommandWriter out) {
        out.field("offset", request.physicalOffset());
    }

    @Override
    public ViewMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new ViewMessageRequest(in.longValue("offset"));
    }

    @Override
    public void writeResponse(MessageResponse response, CommandWriter out) {
        out.body(response.message());
    }

    @Override
    public MessageResponse readResponse(Frame frame) {
        return new MessageResponse(Bodies.copy(frame.body()));
    }
}
