package io.mqspring.protocol;

import java.util.List;

/** Creates consumer groups or changes their settings (code 225). */
public record CreateGroupsRequest(List<SubscriptionGroup> groups) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CREATE_GROUPS;
    }
}
