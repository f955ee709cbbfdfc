package io.mqspring.protocol.codec;

import io.mqspring.protocol.AllTopicConfigsResponse;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetAllTopicConfigsRequest;
import io.mqspring.protocol.TopicConfigResponse;
import java.util.ArrayList;
import java.util.List;

/** Code 21. */
final class GetAllTopicConfigsCodec implements CommandCodec<GetAllTopicConfigsRequest, AllTopicConfigsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_ALL_TOPIC_CONFIGS;
    }

    @Override
    public void writeRequest(GetAllTopicConfigsRequest request, CommandWriter out) {}

    @Override
    public GetAllTopicConfigsRequest readRequest(Frame frame) {
        return new GetAllTopicConfigsRequest();
    }

    @Override
    public void writeResponse(AllTopicConfigsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            VersionJson.write(json);
            json.name("topicConfigTable").beginObject();
            for (TopicConfigResponse topic : response.topics()) {
                json.name(topic.topic());
                TopicConfigJson.write(topic, json);
            }
            json.endObject().endObject();
        });
    }

    @Override
    public AllTopicConfigsResponse readResponse(Frame frame) {
        List<TopicConfigResponse> topics = new ArrayList<>();
        JsonBodyReader.read(frame.body())
                .object("topicConfigTable")
                .forEachObject((name, topic) -> topics.add(TopicConfigJson.read(topic)));
        return new AllTopicConfigsResponse(List.copyOf(topics));
    }
}
