package io.mqspring.protocol;

/** Asks which groups consume a topic (code 300). */
public record QueryTopicGroupsRequest(String topic) implements Request<GroupListResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_TOPIC_GROUPS;
    }
}
