package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.CreateTopicRequest;

/** Code 17. Official brokers want the template topic and the filter type too. */
final class CreateTopicCodec implements EmptyAnswerCodec<CreateTopicRequest> {

    @Override
    public CommandType type() {
        return CommandType.CREATE_TOPIC;
    }

    @Override
    public void writeRequest(CreateTopicRequest request, CommandWriter out) {
        out.field("defaultTopic", "TBW102");
        out.field("order", request.order());
        out.field("perm", request.perm());
        out.field("readQueueNums", request.readQueues());
        out.field("topic", request.topic());
        out.field("topicFilterType", "SINGLE_TAG");
        out.field("topicSysFlag", 0);
        out.field("writeQueueNums", request.writeQueues());
    }

    @Override
    public CreateTopicRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new CreateTopicRequest(
                in.string("topic"),
                in.intValue("readQueueNums"),
                in.intValue("writeQueueNums"),
                in.intValue("perm"),
                in.flag("order", false));
    }
}
