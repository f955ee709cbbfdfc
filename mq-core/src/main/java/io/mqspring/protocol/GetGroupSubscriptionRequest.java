package io.mqspring.protocol;

/** Asks what a group subscribes to in a topic (code 345). */
public record GetGroupSubscriptionRequest(String group, String topic) implements Request<GroupSubscriptionResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_GROUP_SUBSCRIPTION;
    }
}
