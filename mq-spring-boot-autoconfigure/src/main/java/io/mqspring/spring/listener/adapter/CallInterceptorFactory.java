package io.mqspring.spring.listener.adapter;

import org.jspecify.annotations.Nullable;

/** Makes interceptors of listener methods, once per listener, while the application starts. */
@FunctionalInterface
public interface CallInterceptorFactory {

    /**
     * The interceptor of a listener, or null when this factory has nothing to do with it.
     *
     * @throws io.mqspring.spring.listener.MqListenerDefinitionException when the listener cannot be what it asks to be
     */
    @Nullable
    CallInterceptor interceptor(ListenerTarget target);
}
