package io.mqspring.broker.handler;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.stats.BrokerFigures;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.store.MessageStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How far groups have come in the topics that they have offsets for. Reads old parts of the log; thread safe. */
public final class GroupProgress {

    private static final long NEVER = -1;

    private final TopicTable topics;
    private final ConsumerOffsets offsets;
    private final MessageStore store;
    private final BrokerFigures figures;
    private final String brokerName;

    public GroupProgress(
            TopicTable topics, ConsumerOffsets offsets, MessageStore store, BrokerFigures figures, String brokerName) {
        this.topics = topics;
        this.offsets = offsets;
        this.store = store;
        this.figures = figures;
        this.brokerName = brokerName;
    }

    /** The topics that a group has offsets for and that exist, sorted. */
    public List<String> topics(String group) {
        return offsets.topics(group).stream()
                .filter(topic -> topics.find(topic) != null)
                .sorted()
                .toList();
    }

    /** How far a group is in some topics, all queues of them. */
    public ConsumeStatsResponse of(String group, List<String> names) {
        Map<MessageQueue, ConsumeStatsResponse.Entry> queues = new HashMap<>();
        double perSecond = 0;
        for (String name : names) {
            Topic topic = topics.find(name);
            if (topic != null) {
                perSecond += figures.outPerSecond(group, name);
                for (int queueId = 0; queueId < topic.queues(); queueId++) {
                    queues.put(new MessageQueue(name, brokerName, queueId), entry(group, name, queueId));
                }
            }
        }
        return new ConsumeStatsResponse(queues, perSecond);
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
