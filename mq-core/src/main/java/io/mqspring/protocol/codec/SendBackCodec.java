package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.SendBackRequest;

/** Code 36. */
final class SendBackCodec implements EmptyAnswerCodec<SendBackRequest> {

    @Override
    public CommandType type() {
        return CommandType.CONSUMER_SEND_MSG_BACK;
    }

    @Override
    public void writeRequest(SendBackRequest request, CommandWriter out) {
        out.field("delayLevel", request.delayLevel());
        out.field("group", request.group());
        if (request.maxReconsumeTimes() >= 0) {
            out.field("maxReconsumeTimes", request.maxReconsumeTimes());
        }
        out.field("offset", request.offset());
        out.optional("originMsgId", request.originMessageId());
        out.optional("originTopic", request.originTopic());
        out.field("unitMode", false);
    }

    @Override
    public SendBackRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new SendBackRequest(
                in.longValue("offset"),
                in.string("group"),
                in.intValue("delayLevel"),
                in.optional("originMsgId"),
                in.optional("originTopic"),
                in.intValue("maxReconsumeTimes", -1));
    }
}
