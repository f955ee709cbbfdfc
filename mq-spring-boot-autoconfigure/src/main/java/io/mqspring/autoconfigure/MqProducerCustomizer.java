package io.mqspring.autoconfigure;

import io.mqspring.producer.ProducerSettings;

/** A bean that has a say in how messages are sent, after the properties. Ordered. */
@FunctionalInterface
public interface MqProducerCustomizer {

    ProducerSettings customize(ProducerSettings settings);
}
