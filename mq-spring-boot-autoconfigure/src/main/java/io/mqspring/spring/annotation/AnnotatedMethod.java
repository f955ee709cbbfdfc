package io.mqspring.spring.annotation;

import java.lang.reflect.Method;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * A listener annotation found on a bean.
 *
 * @param bean what to call, a proxy perhaps
 * @param beanClass the user's class
 * @param method as declared
 * @param invocable as called on the bean
 * @param number which of the method's listener annotations, from 1
 * @param annotation the annotation, merged with those it is on
 */
record AnnotatedMethod(
        Object bean,
        Class<?> beanClass,
        Method method,
        Method invocable,
        int number,
        MergedAnnotation<MqListener> annotation) {

    /** {@code Billing.on}, and {@code Billing.on#2} for a method's second annotation. */
    String defaultId() {
        String name = beanClass.getSimpleName() + "." + method.getName();
        return number == 1 ? name : name + "#" + number;
    }
}
