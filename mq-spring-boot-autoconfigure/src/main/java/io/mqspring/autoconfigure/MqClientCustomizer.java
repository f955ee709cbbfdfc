package io.mqspring.autoconfigure;

import io.mqspring.client.ClientSettings;

/** A bean that has a say in the client's settings, after the properties. Ordered. */
@FunctionalInterface
public interface MqClientCustomizer {

    ClientSettings customize(ClientSettings settings);
}
