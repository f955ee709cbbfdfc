package io.mqspring.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Looks for {@link MqListener} methods on the beans of a context. Spring Boot applications have it already. Needs beans of the
 * types {@link io.mqspring.spring.listener.adapter.MethodListenerFactory} and
 * {@link io.mqspring.spring.config.MqListenerEndpointRegistry}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(MqListenerRegistrar.class)
public @interface EnableMq {}
