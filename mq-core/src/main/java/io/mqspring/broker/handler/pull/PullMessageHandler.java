package io.mqspring.broker.handler.pull;

import io.mqspring.broker.claim.QueueClaims;
import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.store.RecordFilter;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Hands out records of a queue, now or when there are some. */
final class PullMessageHandler implements CommandHandler<PullMessageRequest, PullMessageResponse> {

    private final ConsumerOffsets offsets;
    private final QueueClaims claims;
    private final PullParts parts;

    PullMessageHandler(ConsumerOffsets offsets, QueueClaims claims, PullParts parts) {
        this.offsets = offsets;
        this.claims = claims;
        this.parts = parts;
    }

    @Override
    public CompletableFuture<PullMessageResponse> handle(RequestContext context, PullMessageRequest request) {
        RecordFilter filter = parts.checks().check(request);
        boolean owned = claims.pulled(request.consumerGroup(), request.topic(), request.queueId(), request.claimant());
        if (request.commits() && owned) {
            offsets.commit(request.consumerGroup(), request.topic(), request.queueId(), request.commitOffset());
        }
        PendingPull pull = new PendingPull(parts, context.peer(), request, filter);
        pull.look(request.maySuspend() && request.suspendMillis() > 0);
        return pull.answer();
    }
}
