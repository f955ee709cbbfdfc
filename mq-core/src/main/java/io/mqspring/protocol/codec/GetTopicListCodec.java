package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetTopicListRequest;

/** Code 206. */
final class GetTopicListCodec implements TopicListAnswerCodec<GetTopicListRequest> {

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
}
