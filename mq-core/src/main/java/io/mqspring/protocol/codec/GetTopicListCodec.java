package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetTopicListRequest;
import io.mqspring.protocol.TopicListResponse;

/** Code 206. */
final class GetTopicListCodec implements CommandCodec<GetTopicListRequest, TopicListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_TOPIC_LIST;
    }

    @Override
    public void writeRequest(GetTopicListRequest request, CommandWriter out) {}

    @Override
    public GetTopicListRequest readRequest(Frame frame) {
        return new GetTopicListRequest();
    }

    @Override
    public void writeResponse(TopicListResponse response, CommandWriter out) {
        out.json(json ->
                json.beginObject().strings("topicList", response.topics()).endObject());
    }

    @Override
    public TopicListResponse readResponse(Frame frame) {
        return new TopicListResponse(JsonBodyReader.read(frame.body()).strings("topicList"));
    }
}
