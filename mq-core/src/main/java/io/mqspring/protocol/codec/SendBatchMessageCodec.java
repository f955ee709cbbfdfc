package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.SendBatchMessageRequest;

/** Code 320: the fields of 310, the body in the client batch encoding. */
final class SendBatchMessageCodec implements SendAnswerCodec<SendBatchMessageRequest> {

    @Override
    public CommandType type() {
        return CommandType.SEND_BATCH_MESSAGE;
    }

    @Override
    public void writeRequest(SendBatchMessageRequest request, CommandWriter out) {
        out.field("a", request.producerGroup());
        out.field("b", request.topic());
        out.field("c", request.defaultTopic());
        out.field("d", request.defaultTopicQueueNums());
        out.field("e", request.queueId());
        out.field("f", request.sysFlag());
        out.field("g", request.bornTimestamp());
        out.field("h", request.flag());
        out.field("i", request.properties());
        out.field("j", 0);
        out.field("k", false);
        out.field("m", true);
        out.body(request.body());
    }

    @Override
    public SendBatchMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new SendBatchMessageRequest(
                in.string("a"),
                in.string("b"),
                in.string("c"),
                in.intValue("d"),
                in.intValue("e"),
                in.intValue("f"),
                in.longValue("g"),
                in.intValue("h"),
                in.string("i", ""),
                frame.body());
    }
}
