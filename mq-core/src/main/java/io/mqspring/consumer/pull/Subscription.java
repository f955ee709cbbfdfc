package io.mqspring.consumer.pull;

import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.filter.TagExpression;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.SubscriptionEntry;

/**
 * A group's interest in one topic.
 *
 * @param topic the topic
 * @param tags which messages
 * @param version milliseconds; what heartbeats and pulls must agree on
 * @param settings how the topic is pulled and consumed
 */
public record Subscription(String topic, TagExpression tags, long version, SubscriptionSettings settings) {

    private static final String TAG = "TAG";

    /**
     * The interest in the group's own retry topic: all of it, whatever was asked of the topics that its messages failed on.
     *
     * @param settings how to pull; who consumes a retried message is up to the topic it failed on
     */
    public static Subscription retry(String group, long version, SubscriptionSettings settings) {
        return new Subscription(TopicNames.retryTopic(group), TagExpression.ALL, version, settings);
    }

    /** As heartbeats carry it. */
    public SubscriptionEntry entry() {
        return new SubscriptionEntry(topic, tags.toString(), tags.tags(), version, TAG);
    }

    String expressionType() {
        return TAG;
    }
}
