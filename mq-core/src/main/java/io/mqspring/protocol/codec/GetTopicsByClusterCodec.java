package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetTopicsByClusterRequest;

/** Code 224. */
final class GetTopicsByClusterCodec implements TopicListAnswerCodec<GetTopicsByClusterRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_TOPICS_BY_CLUSTER;
    }

    @Override
    public void writeRequest(GetTopicsByClusterRequest request, CommandWriter out) {
        out.field("cluster", request.cluster());
    }

    @Override
    public GetTopicsByClusterRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetTopicsByClusterRequest(in.string("cluster"));
    }
}
