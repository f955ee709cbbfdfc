package io.mqspring.protocol;

/** Asks for the topics that a group consumes (code 343). */
public record GetGroupTopicsRequest(String group) implements Request<TopicListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_GROUP_TOPICS;
    }
}
