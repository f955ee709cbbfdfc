package io.mqspring.spring.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Lets a listener method see each key once. A message whose key is done with is not given to the method and counts as
 * consumed; one whose key is being worked on, by whichever instance, comes again shortly. What fails is free to come again.
 *
 * <p>Keys count per group and listener and are kept in an {@link IdempotencyStore} for {@link #ttl()}. With the JDBC store
 * and a {@code @Transactional} listener method, the key is marked in the method's own transaction: its effect and the mark
 * happen both or not at all. Otherwise the key is claimed before the call and marked after it, and a crash in between makes
 * the message come again once the claim has expired.
 *
 * <p>May be used as a meta-annotation.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Idempotent {

    /** As {@link #key()}. */
    @AliasFor("key")
    String value() default "";

    /**
     * Expression for the key: {@code #order.id}. It may use the method's parameters by name, {@code #payload}, {@code
     * #headers['mq_keys']} with the names of {@link io.mqspring.spring.support.MqHeaders}, and {@code #message}, the
     * {@link io.mqspring.message.MessageView}; in a method that takes a list, only these three, of one message. Without an
     * expression the key is the message's unique id, which stays the same over retries and over a producer's sends of the
     * same message again. A message without a key is dead-lettered.
     */
    @AliasFor("value")
    String key() default "";

    /** How long a key is remembered once it is done with, as in {@code 12h}; {@code mq.idempotency.ttl} by default. */
    String ttl() default "";
}
