package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.SendMessageRequest;

/** Code 10: the same as 310 with long field names, from old clients. */
final class SendMessageV1Codec implements SendAnswerCodec<SendMessageRequest> {

    @Override
    public CommandType type() {
        return CommandType.SEND_MESSAGE_V1;
    }

    @Override
    public void writeRequest(SendMessageRequest request, CommandWriter out) {
        out.field("bornTimestamp", request.bornTimestamp());
        out.field("defaultTopic", request.defaultTopic());
        out.field("defaultTopicQueueNums", request.defaultTopicQueueNums());
        out.field("flag", request.flag());
        if (request.maxReconsumeTimes() >= 0) {
            out.field("maxReconsumeTimes", request.maxReconsumeTimes());
        }
        out.field("producerGroup", request.producerGroup());
        out.field("properties", request.properties());
        out.field("queueId", request.queueId());
        out.field("reconsumeTimes", request.reconsumeTimes());
        out.field("sysFlag", request.sysFlag());
        out.field("topic", request.topic());
        out.body(request.body());
    }

    @Override
    public SendMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new SendMessageRequest(
                in.string("producerGroup"),
                in.string("topic"),
                in.string("defaultTopic"),
                in.intValue("defaultTopicQueueNums"),
                in.intValue("queueId"),
                in.intValue("sysFlag"),
                in.longValue("bornTimestamp"),
                in.intValue("flag"),
                in.string("properties", ""),
                in.intValue("reconsumeTimes", 0),
                in.intValue("maxReconsumeTimes", -1),
                frame.body());
    }
}
