package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.DeleteTopicRequest;

/** Code 215. */
final class DeleteTopicCodec implements EmptyAnswerCodec<DeleteTopicRequest> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_TOPIC;
    }

    @Override
    public void writeRequest(DeleteTopicRequest request, CommandWriter out) {
        out.field("topic", request.topic());
    }

    @Override
    public DeleteTopicRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new DeleteTopicRequest(in.string("topic"));
    }
}
