package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Takes a client out of a producer group, a consumer group, or both. */
final class UnregisterClientHandler implements CommandHandler<UnregisterClientRequest, EmptyResponse> {

    private final GroupRegistry groups;
    private final ProducerGroups producers;

    UnregisterClientHandler(GroupRegistry groups, ProducerGroups producers) {
        this.groups = groups;
        this.producers = producers;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, UnregisterClientRequest request) {
        String consuming = request.consumerGroup();
        String producing = request.producerGroup();
        CompletableFuture<Void> gone = consuming == null
                ? CompletableFuture.completedFuture(null)
                : groups.unregister(request.clientId(), consuming);
        CompletableFuture<Void> alsoGone = producing == null
                ? CompletableFuture.completedFuture(null)
                : producers.unregister(request.clientId(), producing);
        return gone.thenCombine(alsoGone, (one, other) -> new EmptyResponse());
    }
}
