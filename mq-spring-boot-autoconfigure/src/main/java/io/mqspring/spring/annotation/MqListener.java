package io.mqspring.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes a bean method a listener. The method is called on a worker, by up to {@link #concurrency()} threads at once.
 * Returning means done; throwing means deliver again later. A message that cannot be converted or validated goes to the
 * dead-letter topic at once.
 *
 * <p>Parameters: the payload (any type that JSON can make, {@code String}, {@code byte[]}), {@code @Header} and
 * {@code @Headers} (names in {@link io.mqspring.spring.support.MqHeaders}), the
 * {@link io.mqspring.message.MessageView}, Spring's {@code Message<T>}, and an
 * {@link io.mqspring.spring.listener.Acknowledgement} to say later how it went. {@code @Valid} on the payload validates it.
 *
 * <p>Every attribute may hold {@code ${...}} and {@code #{...}}. An empty one means: as {@code mq.listener.*} says.
 * Properties below {@code mq.listeners.<id>} win over the annotation. The listeners of one group, in one application, are
 * one consumer. May be used as a meta-annotation.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(MqListeners.class)
public @interface MqListener {

    /** The topics; each may hold several, separated by commas. */
    @AliasFor("topics")
    String[] value() default {};

    /** The topics; each may hold several, separated by commas. */
    @AliasFor("value")
    String[] topics() default {};

    /** The consumer group; {@code spring.application.name} by default. Each group gets every message once. */
    String group() default "";

    /** Which tags: {@code paid || refunded}, or {@code *} for all. */
    String tags() default "*";

    /** Name of the listener in properties, metrics and the registry; {@code SimpleClassName.method} by default. */
    String id() default "";

    /** How many calls at once. */
    String concurrency() default "";

    /** Whether it starts with the application. */
    String autoStartup() default "";

    /** Where a new group begins: {@code latest}, {@code earliest}, {@code timestamp} or {@code fail}. */
    String startFrom() default "";

    /** With {@code startFrom = "timestamp"}: the time, as in {@code 2026-01-31T12:00:00Z}. */
    String startTimestamp() default "";

    /**
     * Where a group goes on whose next messages are gone, because retention was faster: at the first message kept ({@code
     * earliest}), at the end ({@code latest}) or nowhere ({@code fail}).
     */
    String whenBehindMinimum() default "";

    /** How often a failed message is delivered again before it is dead-lettered. */
    String maxAttempts() default "";

    /** Delays before the retries, separated by commas: {@code 10s,1m,5m}. The last one repeats. */
    String retryDelays() default "";

    /** Whether the broker holds a pull that finds nothing; {@code false} polls shortly, on any broker. */
    String longPolling() default "";

    /** How long the broker holds a pull that finds nothing. */
    String hold() default "";

    /** Messages per pull, at most. */
    String pullBatchSize() default "";

    /** Messages pulled and unfinished, per queue. */
    String maxCachedMessages() default "";
}
