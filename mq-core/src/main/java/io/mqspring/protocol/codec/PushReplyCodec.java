package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.PushReplyRequest;

/** Code 326, from broker to client. Official clients want the fields of a send, of which most say nothing here. */
final class PushReplyCodec implements EmptyAnswerCodec<PushReplyRequest> {

    @Override
    public CommandType type() {
        return CommandType.PUSH_REPLY_MESSAGE;
    }

    @Override
    public void writeRequest(PushReplyRequest request, CommandWriter out) {
        out.field("bornHost", request.bornHost());
        out.field("bornTimestamp", request.bornTimestamp());
        out.field("defaultTopic", "TBW102");
        out.field("defaultTopicQueueNums", 4);
        out.field("flag", request.flag());
        out.field("producerGroup", request.producerGroup());
        out.field("properties", request.properties());
        out.field("queueId", request.queueId());
        out.field("reconsumeTimes", 0);
        out.field("storeHost", request.storeHost());
        out.field("storeTimestamp", request.storeTimestamp());
        out.field("sysFlag", request.sysFlag());
        out.field("topic", request.topic());
        out.field("unitMode", false);
        out.body(request.body());
    }

    @Override
    public PushReplyRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new PushReplyRequest(
                in.string("producerGroup"),
                in.string("topic"),
                in.intValue("queueId"),
                in.intValue("sysFlag"),
                in.longValue("bornTimestamp"),
                in.intValue("flag"),
                in.string("properties", ""),
                in.string("bornHost"),
                in.string("storeHost"),
                in.longValue("storeTimestamp"),
                frame.body());
    }
}
