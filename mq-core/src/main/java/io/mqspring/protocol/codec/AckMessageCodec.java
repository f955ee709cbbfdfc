package io.mqspring.protocol.codec;

import io.mqspring.protocol.AckMessageRequest;
import io.mqspring.protocol.CommandType;

/** Code 200051. */
final class AckMessageCodec implements EmptyAnswerCodec<AckMessageRequest> {

    @Override
    public CommandType type() {
        return CommandType.ACK_MESSAGE;
    }

    @Override
    public void writeRequest(AckMessageRequest request, CommandWriter out) {
        out.field("consumerGroup", request.consumerGroup());
        out.field("extraInfo", request.handle());
        out.field("offset", request.offset());
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public AckMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        String group = in.string("consumerGroup");
        String handle = in.string("extraInfo");
        long offset = in.longValue("offset");
        int queueId = in.intValue("queueId");
        return new AckMessageRequest(group, in.string("topic"), queueId, handle, offset);
    }
}
