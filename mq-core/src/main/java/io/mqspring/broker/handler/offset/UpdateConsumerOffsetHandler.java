package io.mqspring.broker.handler.offset;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Commits a group's offset. */
final class UpdateConsumerOffsetHandler implements CommandHandler<UpdateConsumerOffsetRequest, EmptyResponse> {

    private final TopicTable topics;
    private final GroupConfigs groups;
    private final ConsumerOffsets offsets;

    UpdateConsumerOffsetHandler(TopicTable topics, GroupConfigs groups, ConsumerOffsets offsets) {
        this.topics = topics;
        this.groups = groups;
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
        groups.findOrCreate(request.consumerGroup());
        return offsets.commitSafely(request.consumerGroup(), request.topic(), request.queueId(), request.offset())
                .thenApply(safe -> new EmptyResponse());
    }
}
