package io.mqspring.protocol;

/** Asks for the topics of a cluster (code 224). */
public record GetTopicsByClusterRequest(String cluster) implements Request<TopicListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_TOPICS_BY_CLUSTER;
    }
}
