package io.mqspring.autoconfigure;

import io.mqspring.spring.config.MqListenerEndpointRegistry;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/** Tells the listeners when their application is ready. */
final class ReadySignal implements ApplicationListener<ApplicationReadyEvent> {

    /** Registered by every {@code SpringApplication} in the contexts it runs, and only in those. */
    private static final String ARGUMENTS = "springApplicationArguments";

    private final ApplicationContext context;
    private final MqListenerEndpointRegistry registry;
    private final UnusedListenerSettings unusedSettings;

    ReadySignal(
            ApplicationContext context, MqListenerEndpointRegistry registry, UnusedListenerSettings unusedSettings) {
        this.context = context;
        this.registry = registry;
        this.unusedSettings = unusedSettings;
    }

    /** Whether a context will be told that its application is ready: one made without {@code SpringApplication} is not. */
    static boolean comesIn(ApplicationContext context) {
        return context.containsLocalBean(ARGUMENTS);
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        if (event.getApplicationContext() == context) {
            unusedSettings.warn(registry.endpoints());
            registry.ready();
        }
    }
}
