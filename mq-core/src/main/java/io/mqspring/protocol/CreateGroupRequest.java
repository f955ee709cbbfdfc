package io.mqspring.protocol;

/** Creates a consumer group or changes its settings (code 200). */
public record CreateGroupRequest(SubscriptionGroup group) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CREATE_GROUP;
    }
}
