package io.mqspring.broker.handler.group;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.lock.QueueLocks;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.UnlockQueuesRequest;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Takes locks of queues back from their holder. */
final class UnlockQueuesHandler implements CommandHandler<UnlockQueuesRequest, EmptyResponse> {

    private final QueueLocks locks;

    UnlockQueuesHandler(QueueLocks locks) {
        this.locks = locks;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, UnlockQueuesRequest request) {
        locks.unlock(request.consumerGroup(), request.clientId(), request.queues());
        return CompletableFuture.completedFuture(new EmptyResponse());
    }
}
