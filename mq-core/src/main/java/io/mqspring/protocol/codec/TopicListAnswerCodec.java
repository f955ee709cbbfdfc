package io.mqspring.protocol.codec;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.TopicListResponse;

/** The response half of commands whose answer is a list of topics. */
interface TopicListAnswerCodec<Q extends Request<TopicListResponse>> extends CommandCodec<Q, TopicListResponse> {

    @Override
    default void writeResponse(TopicListResponse response, CommandWriter out) {
        out.json(json ->
                json.beginObject().strings("topicList", response.topics()).endObject());
    }

    @Override
    default TopicListResponse readResponse(Frame frame) {
        return new TopicListResponse(JsonBodyReader.read(frame.body()).strings("topicList"));
    }
}
