package io.mqspring.admin;

import io.mqspring.message.MessageQueue;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.protocol.TopicStatsResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was told about one group, while it is being collected. Filled by one step after the other, never by two at once; not
 * thread safe beyond that.
 */
final class GroupFacts {

    final String group;
    /** By client id. */
    final Map<String, ConsumerConnectionsResponse.Connection> members = new TreeMap<>();
    /** Where a member was found, by client id. */
    final Map<String, String> memberBroker = new HashMap<>();
    /** Of the group, by topic. */
    final Map<String, SubscriptionEntry> subscriptions = new HashMap<>();

    final Map<MessageQueue, Long> committed = new HashMap<>();
    final Map<MessageQueue, TopicStatsResponse.Entry> ends = new TreeMap<>();
    /** Address of the broker that told a queue's ends. */
    final Map<MessageQueue, String> queueBroker = new HashMap<>();
    /** By client id. */
    final Map<String, ConsumerRunningInfoResponse> running = new HashMap<>();

    final Map<MessageQueue, Duration> ages = new HashMap<>();
    /** Topics of which every broker told its queues. */
    final Set<String> completeTopics = new TreeSet<>();

    private final Set<String> topics = new TreeSet<>();
    /** Whether any broker told about members. */
    boolean membersKnown;
    /** Whether every broker told the committed offsets. */
    boolean committedComplete = true;
    /** Whether some broker has ever heard of the group. */
    boolean exists;

    GroupFacts(String group) {
        this.group = group;
    }

    void addMembers(String broker, ConsumerConnectionsResponse told) {
        for (ConsumerConnectionsResponse.Connection connection : told.connections()) {
            members.put(connection.clientId(), connection);
            memberBroker.put(connection.clientId(), broker);
        }
        subscriptions.putAll(told.subscriptions());
        topics.addAll(told.subscriptions().keySet());
        exists = true;
    }

    void addCommitted(ConsumeStatsResponse told) {
        told.queues().forEach((queue, entry) -> {
            topics.add(queue.topic());
            if (entry.consumerOffset() >= 0) {
                committed.put(queue, entry.consumerOffset());
                exists = true;
            }
        });
    }

    void addEnds(String broker, TopicStatsResponse told) {
        told.queues().forEach((queue, entry) -> {
            ends.put(queue, entry);
            queueBroker.put(queue, broker);
        });
    }

    String retryTopic() {
        return TopicNames.retryTopic(group);
    }

    /** All topics of the group, its retry topic included. */
    Set<String> topics() {
        Set<String> all = new TreeSet<>(topics);
        all.add(retryTopic());
        return all;
    }

    /** The topics that the group was made for. */
    Set<String> ownTopics() {
        Set<String> own = new TreeSet<>(topics);
        own.removeIf(TopicNames::isRetryTopic);
        return own;
    }
}
