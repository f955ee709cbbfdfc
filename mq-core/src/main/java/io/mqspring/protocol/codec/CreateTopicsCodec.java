package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.CreateTopicsRequest;
import io.mqspring.protocol.TopicConfigResponse;
import java.util.List;

/** Code 18. */
final class CreateTopicsCodec implements EmptyAnswerCodec<CreateTopicsRequest> {

    @Override
    public CommandType type() {
        return CommandType.CREATE_TOPICS;
    }

    @Override
    public void writeRequest(CreateTopicsRequest request, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("topicConfigList").beginArray();
            request.topics().forEach(topic -> TopicConfigJson.write(topic, json));
            json.endArray().endObject();
        });
    }

    @Override
    public CreateTopicsRequest readRequest(Frame frame) {
        List<TopicConfigResponse> topics = JsonBodyReader.read(frame.body()).objects("topicConfigList").stream()
                .map(TopicConfigJson::read)
                .toList();
        return new CreateTopicsRequest(topics);
    }
}
