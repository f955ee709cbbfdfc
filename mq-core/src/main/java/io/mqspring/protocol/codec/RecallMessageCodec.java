package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.RecallMessageRequest;
import io.mqspring.protocol.RecallMessageResponse;

/** Code 370. */
final class RecallMessageCodec implements CommandCodec<RecallMessageRequest, RecallMessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.RECALL_MESSAGE;
    }

    @Override
    public void writeRequest(RecallMessageRequest request, CommandWriter out) {
        out.optional("producerGroup", request.producerGroup());
        out.field("recallHandle", request.recallHandle());
        out.field("topic", request.topic());
    }

    @Override
    public RecallMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new RecallMessageRequest(in.string("topic"), in.string("recallHandle"), in.optional("producerGroup"));
    }

    @Override
    public void writeResponse(RecallMessageResponse response, CommandWriter out) {
        out.field("msgId", response.messageId());
    }

    @Override
    public RecallMessageResponse readResponse(Frame frame) {
        return new RecallMessageResponse(frame.fields().string("msgId"));
    }
}
