package io.mqspring.broker.handler.group;

import io.mqspring.broker.claim.QueueClaims;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Gives a queue to a member of a group, when it can have it. Queues that are not here take no memory. */
final class ClaimQueueHandler implements CommandHandler<ClaimQueueRequest, ClaimQueueResponse> {

    private final QueueClaims claims;
    private final GroupRegistry groups;
    private final TopicTable topics;

    ClaimQueueHandler(QueueClaims claims, GroupRegistry groups, TopicTable topics) {
        this.claims = claims;
        this.groups = groups;
        this.topics = topics;
    }

    @Override
    public CompletableFuture<ClaimQueueResponse> handle(RequestContext context, ClaimQueueRequest request) {
        Refusal.checkGroupName(request.consumerGroup());
        Topic topic = topics.find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        if (request.queueId() < 0 || request.queueId() >= topic.readQueues()) {
            throw Refusal.noSuchQueue(request.topic(), request.queueId(), topic.readQueues());
        }
        if (groups.find(request.consumerGroup())
                .filter(GroupView::isBroadcasting)
                .isPresent()) {
            // Every member has every queue.
            return CompletableFuture.completedFuture(
                    new ClaimQueueResponse(ClaimQueueResponse.Outcome.HANDED_OVER, ""));
        }
        return claims.claim(request.consumerGroup(), request.topic(), request.queueId(), request.claimant());
    }
}
