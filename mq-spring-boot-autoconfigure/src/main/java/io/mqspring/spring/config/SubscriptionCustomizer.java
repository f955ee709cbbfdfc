package io.mqspring.spring.config;

import io.mqspring.consumer.SubscriptionSettings;

/** Has the last word on how a listener consumes a topic. */
@FunctionalInterface
public interface SubscriptionCustomizer {

    SubscriptionSettings customize(String listenerId, String group, String topic, SubscriptionSettings settings);
}
