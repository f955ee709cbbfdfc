package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;

/** Code 15, mostly one-way. */
final class UpdateConsumerOffsetCodec implements EmptyAnswerCodec<UpdateConsumerOffsetRequest> {

    @Override
    public CommandType type() {
        return CommandType.UPDATE_CONSUMER_OFFSET;
    }

    @Override
    public void writeRequest(UpdateConsumerOffsetRequest request, CommandWriter out) {
        out.field("commitOffset", request.offset());
        out.field("consumerGroup", request.consumerGroup());
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public UpdateConsumerOffsetRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new UpdateConsumerOffsetRequest(
                in.string("consumerGroup"), in.string("topic"), in.intValue("queueId"), in.longValue("commitOffset"));
    }
}
