package io.mqspring.broker.handler;

import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Takes a client out of a consumer group; producer groups are not kept. */
final class UnregisterClientHandler implements CommandHandler<UnregisterClientRequest, EmptyResponse> {

    private final GroupRegistry groups;

    UnregisterClientHandler(GroupRegistry groups) {
        this.groups = groups;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, UnregisterClientRequest request) {
        String group = request.consumerGroup();
        return group == null
                ? CompletableFuture.completedFuture(new EmptyResponse())
                : groups.unregister(request.clientId(), group).thenApply(gone -> new EmptyResponse());
    }
}
