package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.lock.QueueLocks;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Takes a client out of a producer group, a consumer group, or both. */
final class UnregisterClientHandler implements CommandHandler<UnregisterClientRequest, EmptyResponse> {

    private final GroupRegistry groups;
    private final ProducerGroups producers;
    private final QueueLocks locks;

    UnregisterClientHandler(GroupRegistry groups, ProducerGroups producers, QueueLocks locks) {
        this.groups = groups;
        this.producers = producers;
        this.locks = locks;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, UnregisterClientRequest request) {
        String consuming = request.consumerGroup();
        String producing = request.producerGroup();
        if (consuming != null) {
            // Before the others are told, who then ask for its queues.
            locks.release(consuming, request.clientId());
        }
        CompletableFuture<Void> gone = consuming == null
                ? CompletableFuture.completedFuture(null)
                : groups.unregister(request.clientId(), consuming);
        CompletableFuture<Void> alsoGone = producing == null
                ? CompletableFuture.completedFuture(null)
                : producers.unregister(request.clientId(), producing);
        return gone.thenCombine(alsoGone, (one, other) -> new EmptyResponse());
    }
}
