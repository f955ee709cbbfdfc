package io.mqspring.spring.config;

/** A bean that registers listeners without annotations. */
@FunctionalInterface
public interface MqListenerConfigurer {

    /** Called once, when all singletons exist. */
    void configureListeners(MqListenerEndpointRegistrar registrar);
}
