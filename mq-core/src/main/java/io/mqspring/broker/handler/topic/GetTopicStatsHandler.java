package io.mqspring.broker.handler.topic;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.stats.BrokerFigures;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.GetTopicStatsRequest;
import io.mqspring.protocol.TopicStatsResponse;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Where the queues of a topic begin and end. */
final class GetTopicStatsHandler implements CommandHandler<GetTopicStatsRequest, TopicStatsResponse> {

    private final TopicTable topics;
    private final MessageStore store;
    private final BrokerFigures figures;
    private final String brokerName;

    GetTopicStatsHandler(TopicTable topics, MessageStore store, BrokerFigures figures, String brokerName) {
        this.topics = topics;
        this.store = store;
        this.figures = figures;
        this.brokerName = brokerName;
    }

    @Override
    public CompletableFuture<TopicStatsResponse> handle(RequestContext context, GetTopicStatsRequest request) {
        Topic topic = topics.find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        Map<MessageQueue, TopicStatsResponse.Entry> queues = new HashMap<>();
        for (int queueId = 0; queueId < topic.queues(); queueId++) {
            queues.put(new MessageQueue(topic.name(), brokerName, queueId), entry(topic.name(), queueId));
        }
        return CompletableFuture.completedFuture(new TopicStatsResponse(queues, figures.inPerSecond(topic.name())));
    }

    private TopicStatsResponse.Entry entry(String topic, int queueId) {
        long max = store.maxOffset(topic, queueId);
        return new TopicStatsResponse.Entry(
                store.minOffset(topic, queueId),
                max,
                max == 0 ? 0 : store.storeTimestamp(topic, queueId, max - 1).orElse(0));
    }
}
