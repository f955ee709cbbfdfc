package io.mqspring.spring.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects endpoints while the context starts and hands them to the registry together; later ones pass through. Used by
 * the thread that refreshes the context.
 */
public final class MqListenerEndpointRegistrar {

    private final List<MqListenerEndpoint> endpoints = new ArrayList<>();
    private @Nullable MqListenerEndpointRegistry registry;

    /** Adds a listener. */
    public void register(MqListenerEndpoint endpoint) {
        if (registry != null) {
            registry.register(endpoint);
        } else {
            endpoints.add(endpoint);
        }
    }

    /** Hands over what was collected, and from now on everything at once. */
    public void registerAllWith(MqListenerEndpointRegistry target) {
        registry = target;
        endpoints.forEach(target::register);
        endpoints.clear();
    }
}
