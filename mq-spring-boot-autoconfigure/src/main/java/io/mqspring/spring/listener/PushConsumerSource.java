package io.mqspring.spring.listener;

import io.mqspring.consumer.PushConsumer;

/** Makes the consumer of a group: the client, as containers see it. */
@FunctionalInterface
public interface PushConsumerSource {

    PushConsumer.Builder pushConsumer(String group);
}
