package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.GetConsumeStatsRequest;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** How far a group has come in the topics that it has offsets for. */
final class GetConsumeStatsHandler implements CommandHandler<GetConsumeStatsRequest, ConsumeStatsResponse> {

    private static final long NEVER = -1;

    private final TopicTable topics;
    private final ConsumerOffsets offsets;
    private final MessageStore store;
    private final String brokerName;

    GetConsumeStatsHandler(TopicTable topics, ConsumerOffsets offsets, MessageStore store, String brokerName) {
        this.topics = topics;
        this.offsets = offsets;
        this.store = store;
        this.brokerName = brokerName;
    }

    @Override
    public CompletableFuture<ConsumeStatsResponse> handle(RequestContext context, GetConsumeStatsRequest request) {
        Map<MessageQueue, ConsumeStatsResponse.Entry> queues = new HashMap<>();
        String only = request.topic();
        for (String name : offsets.topics(request.consumerGroup())) {
            Topic topic = topics.find(name);
            if (topic != null && (only == null || only.isEmpty() || only.equals(name))) {
                for (int queueId = 0; queueId < topic.queues(); queueId++) {
                    queues.put(
                            new MessageQueue(name, brokerName, queueId), entry(request.consumerGroup(), name, queueId));
                }
            }
        }
        return CompletableFuture.completedFuture(new ConsumeStatsResponse(queues, 0));
    }

    private ConsumeStatsResponse.Entry entry(String group, String topic, int queueId) {
        OptionalLong committed = offsets.committed(group, topic, queueId);
        long lastTime = committed.isPresent() && committed.getAsLong() > 0
                ? store.storeTimestamp(topic, queueId, committed.getAsLong() - 1)
                        .orElse(0)
                : 0;
        return new ConsumeStatsResponse.Entry(
                store.maxOffset(topic, queueId), committed.orElse(NEVER), committed.orElse(NEVER), lastTime);
    }
}
