package io.mqspring.broker.handler.offset;

import io.mqspring.broker.claim.QueueClaims;
import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.transport.RequestContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Commits a group's offset. A member may not move a queue that another one has claimed: what it says comes late, from before the
 * queue was taken from it. Who is no member, such as an administrator, may move any group.
 */
final class UpdateConsumerOffsetHandler implements CommandHandler<UpdateConsumerOffsetRequest, EmptyResponse> {

    private final TopicTable topics;
    private final GroupConfigs configs;
    private final GroupRegistry groups;
    private final QueueClaims claims;
    private final ConsumerOffsets offsets;

    UpdateConsumerOffsetHandler(
            TopicTable topics,
            GroupConfigs configs,
            GroupRegistry groups,
            QueueClaims claims,
            ConsumerOffsets offsets) {
        this.topics = topics;
        this.configs = configs;
        this.groups = groups;
        this.claims = claims;
        this.offsets = offsets;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, UpdateConsumerOffsetRequest request) {
        Topic topic = topics.find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        if (request.queueId() < 0 || request.queueId() >= topic.queues()) {
            throw Refusal.noSuchQueue(request.topic(), request.queueId(), topic.queues());
        }
        if (request.offset() < 0) {
            throw Refusal.of(ResponseCode.INVALID_PARAMETER, "an offset is 0 or more, not " + request.offset());
        }
        configs.findOrCreate(request.consumerGroup());
        checkOwner(context, request);
        return offsets.commitSafely(request.consumerGroup(), request.topic(), request.queueId(), request.offset())
                .thenApply(safe -> new EmptyResponse());
    }

    private void checkOwner(RequestContext context, UpdateConsumerOffsetRequest request) {
        String group = request.consumerGroup();
        Optional<String> owner = claims.ownerOf(group, request.topic(), request.queueId());
        if (owner.isPresent()) {
            groups.find(group)
                    .flatMap(view -> view.memberAt(context.peer()))
                    .filter(member -> !member.clientId().equals(owner.get()))
                    .ifPresent(member -> {
                        throw Refusal.of(
                                ResponseCode.SYSTEM_ERROR,
                                "queue " + request.queueId() + " of topic '" + request.topic() + "' is consumed by "
                                        + owner.get() + " in group '" + group + "', so that " + member.clientId()
                                        + " cannot move its offset");
                    });
        }
    }
}
