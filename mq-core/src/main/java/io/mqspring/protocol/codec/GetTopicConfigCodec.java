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
        out.json(json -> TopicConfigJson.write(response, json));
    }

    @Override
    public TopicConfigResponse readResponse(Frame frame) {
        return TopicConfigJson.read(JsonBodyReader.read(frame.body()));
    }
}
