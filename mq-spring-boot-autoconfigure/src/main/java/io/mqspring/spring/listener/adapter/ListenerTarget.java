package io.mqspring.spring.listener.adapter;

import java.lang.reflect.Method;

/**
 * A listener whose calls are intercepted.
 *
 * @param id unique name of the listener
 * @param group consumer group
 * @param bean what is called, a proxy perhaps
 * @param beanClass the user's class, no proxy
 * @param method as declared there, with its annotations
 * @param batch whether it takes several messages at once
 * @param answersLater whether a message may be done with only after the method has returned
 */
public record ListenerTarget(
        String id, String group, Object bean, Class<?> beanClass, Method method, boolean batch, boolean answersLater) {

    /** {@code com.acme.Billing.on(Order)}, for error messages. */
    public String description() {
        return MethodListenerFactory.describe(beanClass, method);
    }
}
