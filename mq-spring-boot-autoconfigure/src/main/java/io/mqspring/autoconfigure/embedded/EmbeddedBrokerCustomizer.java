package io.mqspring.autoconfigure.embedded;

import io.mqspring.broker.BrokerSettings;

/** A bean that has a say in the embedded broker's settings, after the properties. Ordered. */
@FunctionalInterface
public interface EmbeddedBrokerCustomizer {

    BrokerSettings customize(BrokerSettings settings);
}
