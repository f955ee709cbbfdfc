package io.mqspring.autoconfigure;

import io.mqspring.spring.config.SubscriptionCustomizer;

/** A bean that has the last word on how a listener consumes a topic. Ordered. */
@FunctionalInterface
public interface MqConsumerCustomizer extends SubscriptionCustomizer {}
