package io.mqspring.protocol;

/** Asks a broker for all its consumer groups (code 201). */
public record GetSubscriptionGroupsRequest() implements Request<SubscriptionGroupsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_SUBSCRIPTION_GROUPS;
    }
}
