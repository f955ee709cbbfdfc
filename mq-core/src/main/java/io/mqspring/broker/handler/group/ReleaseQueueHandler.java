package io.mqspring.broker.handler.group;

import io.mqspring.broker.claim.QueueClaims;
import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.ReleaseQueueRequest;
import io.mqspring.protocol.ReleaseQueueResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Takes a queue back from a member of a group, with its last commit. */
final class ReleaseQueueHandler implements CommandHandler<ReleaseQueueRequest, ReleaseQueueResponse> {

    private final QueueClaims claims;
    private final TopicTable topics;
    private final ConsumerOffsets offsets;

    ReleaseQueueHandler(QueueClaims claims, TopicTable topics, ConsumerOffsets offsets) {
        this.claims = claims;
        this.topics = topics;
        this.offsets = offsets;
    }

    @Override
    public CompletableFuture<ReleaseQueueResponse> handle(RequestContext context, ReleaseQueueRequest request) {
        Refusal.checkGroupName(request.consumerGroup());
        Topic topic = topics.find(request.topic());
        boolean commits =
                topic != null && request.offset() >= 0 && request.queueId() >= 0 && request.queueId() < topic.queues();
        boolean owned =
                claims.release(request.consumerGroup(), request.topic(), request.queueId(), request.claimant(), () -> {
                    if (commits) {
                        offsets.commit(request.consumerGroup(), request.topic(), request.queueId(), request.offset());
                    }
                });
        return CompletableFuture.completedFuture(new ReleaseQueueResponse(owned));
    }
}
