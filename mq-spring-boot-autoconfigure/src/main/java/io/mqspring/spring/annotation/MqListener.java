package io.mqspring.spring.annotation;

import io.mqspring.consumer.Ordering;
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
 * <p>What the method returns, if it is neither null nor a {@link io.mqspring.consumer.ConsumeResult}, is the reply to a
 * message that was sent as a request ({@link io.mqspring.spring.core.MqOperations.Draft#request}); to any other message it
 * means nothing. A {@link java.util.concurrent.CompletionStage} or Reactor {@code Mono} brings any of this later: the message
 * is in flight until it is complete.
 *
 * <p>A method with a parameter that is a plain {@code List} takes several messages per call: their payloads, {@code
 * MessageView}s or {@code Message<T>}s, with {@code @Header} lists beside. A list that is the payload of one message is marked
 * as {@code @Payload}. What cannot be converted or validated is left out, and only that is dead-lettered. An exception means
 * all of them; {@link io.mqspring.spring.listener.MqBatchFailedException}, a returned {@code List<ConsumeResult>} or a {@link
 * io.mqspring.spring.listener.BatchAcknowledgement} tells them apart.
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

    /**
     * Which messages by their properties, in place of {@link #tags()}: {@code amount > 10 AND region = 'EU'} ({@link
     * io.mqspring.filter.SqlExpression}). Brokers of Apache RocketMQ need {@code enablePropertyFilter=true}.
     */
    String sql() default "";

    /**
     * Whether every instance of the application gets every message, in place of sharing them. Each keeps its offsets on its own
     * machine ({@code mq.client.offsets-dir}); a failed message is tried again in memory, by {@link #orderedRetryDelays()},
     * and then dropped with a warning. All listeners of a group must do the same.
     */
    String broadcast() default "";

    /** Name of the listener in properties, metrics and the registry; {@code SimpleClassName.method} by default. */
    String id() default "";

    /** How many calls at once. */
    String concurrency() default "";

    /** Which messages come one after the other, each when the one before it is done with: one value, or none for the default. */
    Ordering[] ordering() default {};

    /** For a method that takes a list: messages per call, at most. */
    String batchSize() default "";

    /** For a method that takes a list: how long its first message may wait for more, as in {@code 200ms}. */
    String linger() default "";

    /** After how long the log names a message that is not done with, and what its thread is doing. */
    String warnAfter() default "";

    /** After how long a message that is not done with counts as failed; only without {@link #ordering()}. */
    String consumeTimeout() default "";

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

    /** From the last of the {@link #retryDelays()} to the next one, and so on, instead of repeating it. */
    String retryMultiplier() default "";

    /** With {@link #retryMultiplier()}: no delay grows longer. */
    String retryMaxDelay() default "";

    /**
     * With {@link #ordering()}: delays before the deliveries again, which happen in place while those behind the message
     * wait. After the last one it is dead-lettered.
     */
    String orderedRetryDelays() default "";

    /** By how much the delays vary at random, as a part of them: {@code 0.2} is up to a fifth more or less. */
    String retryJitter() default "";

    /** Failures worth another delivery, and those caused by them; all by default. Others are dead-lettered at once. */
    Class<? extends Throwable>[] retryFor() default {};

    /** Failures that are dead-lettered at once, and those caused by them. */
    Class<? extends Throwable>[] noRetryFor() default {};

    /** Whether the broker holds a pull that finds nothing; {@code false} polls shortly, on any broker. */
    String longPolling() default "";

    /** How long the broker holds a pull that finds nothing. */
    String hold() default "";

    /** Messages per pull, at most. */
    String pullBatchSize() default "";

    /** Messages pulled and unfinished, per queue. */
    String maxCachedMessages() default "";
}
