package io.mqspring.protocol;

/** Asks for the settings of a consumer group (code 352). */
public record GetGroupRequest(String group) implements Request<SubscriptionGroupResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_GROUP;
    }
}
