package io.mqspring.spring.listener;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.filter.MessageFilter;

/**
 * One listener's part in its group's consumer: a topic, which of its messages, and who gets them.
 *
 * @param listenerId the listener
 * @param topic a legal topic name
 * @param filter which of its messages
 * @param broadcast whether every instance gets every message
 * @param settings how the topic is consumed
 * @param listener called on workers
 */
public record MqSubscription(
        String listenerId,
        String topic,
        MessageFilter filter,
        boolean broadcast,
        SubscriptionSettings settings,
        AsyncMessageListener listener) {}
