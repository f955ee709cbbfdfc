package io.mqspring.spring.listener;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.SubscriptionSettings;

/**
 * One listener's part in its group's consumer: a topic, which of its messages, and who gets them.
 *
 * @param listenerId the listener
 * @param topic a legal topic name
 * @param expression tags, {@code *} for all
 * @param settings how the topic is consumed
 * @param listener called on workers
 */
public record MqSubscription(
        String listenerId,
        String topic,
        String expression,
        SubscriptionSettings settings,
        AsyncMessageListener listener) {}
