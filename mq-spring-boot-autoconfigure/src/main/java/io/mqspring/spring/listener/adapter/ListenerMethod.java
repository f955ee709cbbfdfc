package io.mqspring.spring.listener.adapter;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A listener method of a bean.
 *
 * @param beanClass the user's class, no proxy
 * @param method as declared, with its annotations
 */
record ListenerMethod(Class<?> beanClass, Method method) {

    /** {@code com.acme.Billing.on(Order, String)}. */
    String description() {
        String parameters = Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
        return beanClass.getName() + "." + method.getName() + "(" + parameters + ")";
    }
}
