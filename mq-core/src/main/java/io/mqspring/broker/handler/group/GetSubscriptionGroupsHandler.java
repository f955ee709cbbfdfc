package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.protocol.GetSubscriptionGroupsRequest;
import io.mqspring.protocol.SubscriptionGroupsResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** The settings of all groups. */
final class GetSubscriptionGroupsHandler
        implements CommandHandler<GetSubscriptionGroupsRequest, SubscriptionGroupsResponse> {

    private final GroupConfigs groups;

    GetSubscriptionGroupsHandler(GroupConfigs groups) {
        this.groups = groups;
    }

    @Override
    public CompletableFuture<SubscriptionGroupsResponse> handle(
            RequestContext context, GetSubscriptionGroupsRequest request) {
        return CompletableFuture.completedFuture(new SubscriptionGroupsResponse(
                groups.all().stream().map(GroupConfig::settings).toList()));
    }
}
