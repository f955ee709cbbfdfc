package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetTopicConfigRequest;
import io.mqspring.protocol.TopicConfigResponse;

/** Code 351. */
final class GetTopicConfigCodec implements CommandCodec<GetTopicConfigRequest, TopicConfigResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_TOPIC_CONFIG;
    }

    @Override
    public void writeRequest(GetTopicConfigRequest request, CommandWriter out) {
        out.field("topic", request.topic());
    }

    @Override
    public GetTopicConfigRequest readRequest(Frame frame) {
        return new GetTopicConfigRequest(frame.fields().string("topic"));
    }

    @Override
    public void writeResponse(TopicConfigResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("attributes").beginObject().endObject();
            json.field("order", response.order())
                    .field("perm", response.perm())
                    .field("readQueueNums", response.readQueues())
                    .field("topicFilterType", "SINGLE_TAG")
                    .field("topicName", response.topic())
                    .field("topicSysFlag", response.topicSysFlag())
                    .field("writeQueueNums", response.writeQueues())
                    .endObject();
        });
    }

    @Override
    public TopicConfigResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new TopicConfigResponse(
                in.string("topicName"),
                in.intValue("readQueueNums"),
                in.intValue("writeQueueNums"),
                in.intValue("perm"),
                in.intValue("topicSysFlag", 0),
                in.flag("order", false));
    }
}
