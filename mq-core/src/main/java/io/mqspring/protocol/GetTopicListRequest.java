package io.mqspring.protocol;

/** Asks a name server for all topics (code 206). */
public record GetTopicListRequest() implements Request<TopicListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_TOPIC_LIST;
    }
}
