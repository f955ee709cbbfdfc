package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.SendMessageRequest;

/** Code 310: fields have single letters, the body is the message's. */
final class SendMessageCodec implements SendAnswerCodec<SendMessageRequest> {

    @Override
    public CommandType type() {
        return CommandType.SEND_MESSAGE;
    }

    @Override
    public void writeRequest(SendMessageRequest request, CommandWriter out) {
        out.field("a", request.producerGroup());
        out.field("b", request.topic());
        out.field("c", request.defaultTopic());
        out.field("d", request.defaultTopicQueueNums());
        out.field("e", request.queueId());
        out.field("f", request.sysFlag());
        out.field("g", request.bornTimestamp());
        out.field("h", request.flag());
        out.field("i", request.properties());
        out.field("j", request.reconsumeTimes());
        out.field("k", false);
        if (request.maxReconsumeTimes() >= 0) {
            out.field("l", request.maxReconsumeTimes());
        }
        out.field("m", false);
        out.body(request.body());
    }

    @Override
    public SendMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new SendMessageRequest(
                in.string("a"),
                in.string("b"),
                in.string("c"),
                in.intValue("d"),
                in.intValue("e"),
                in.intValue("f"),
                in.longValue("g"),
                in.intValue("h"),
                in.string("i", ""),
                in.intValue("j", 0),
                in.intValue("l", -1),
                frame.body());
    }
}
