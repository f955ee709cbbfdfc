package io.mqspring.consumer.pull;

import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.filter.MessageFilter;
import io.mqspring.filter.TagExpression;
import io.mqspring.message.MessageView;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.SubscriptionEntry;
import java.util.Set;

/**
 * A group's interest in one topic.
 *
 * @param topic the topic
 * @param filter which messages
 * @param version milliseconds; what heartbeats and pulls must agree on
 * @param settings how the topic is pulled and consumed
 * @param carried whether each pull says which messages, since no heartbeat does
 */
public record Subscription(
        String topic, MessageFilter filter, long version, SubscriptionSettings settings, boolean carried) {

    /** One that brokers know from heartbeats. */
    public Subscription(String topic, MessageFilter filter, long version, SubscriptionSettings settings) {
        this(topic, filter, version, settings, false);
    }

    /**
     * The interest in the group's own retry topic: all of it, whatever was asked of the topics that its messages failed on.
     *
     * @param settings how to pull; who consumes a retried message is up to the topic it failed on
     */
    public static Subscription retry(String group, long version, SubscriptionSettings settings) {
        return new Subscription(TopicNames.retryTopic(group), MessageFilter.all(), version, settings);
    }

    /** As heartbeats carry it. */
    public SubscriptionEntry entry() {
        Set<String> tags = filter instanceof TagExpression expression ? expression.tags() : Set.of();
        return new SubscriptionEntry(topic, filter.toString(), tags, version, filter.type());
    }

    /** Whether every message that a broker chooses is wanted. Tags are chosen by their hash, and different ones can share one. */
    boolean trustsBroker() {
        return !(filter instanceof TagExpression tags) || tags.isAll();
    }

    /** Whether a message that a broker has chosen is wanted. */
    boolean wants(MessageView view) {
        return !(filter instanceof TagExpression tags)
                || tags.matches(view.tag().orElse(null));
    }
}
