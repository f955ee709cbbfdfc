package io.mqspring.spring.core;

import io.mqspring.producer.SendResult;
import java.util.concurrent.CompletableFuture;
import org.springframework.messaging.core.MessageSendingOperations;

/**
 * Sends messages: {@code mq.message(order).to("orders").tag("paid").key(order.id()).send()}. Thread safe; what
 * {@link #message} returns is not. Also Spring's {@link MessageSendingOperations}, where a destination is a topic, or
 * {@code topic:tag}.
 */
public interface MqOperations extends MessageSendingOperations<String> {

    /** Starts a message. Bytes are sent as they are, text as text, everything else as JSON. */
    Draft message(Object payload);

    /** A message being made, for one thread. It can be sent more than once. */
    interface Draft {

        /** Sets the topic, or {@code topic:tag}. */
        Draft to(String destination);

        /** Sets the tag, by which listeners filter. */
        Draft tag(String tag);

        /** Adds a key, by which the message can be found again. It does not keep order. */
        Draft key(String key);

        /** Adds a property. The value is text, a number, a boolean, an enum, a time or a UUID. */
        Draft header(String name, Object value);

        /** Keeps the order of messages with the same sharding key: it picks the queue and is never retried on another. */
        Draft orderedBy(String shardingKey);

        /**
         * Sends and waits until the message is stored.
         *
         * @throws io.mqspring.producer.SendException when it could not be stored in time
         * @throws io.mqspring.spring.support.PayloadConversionException when the payload cannot be encoded
         * @throws IllegalStateException when no topic is set
         */
        SendResult send();

        /** Sends; completes on a worker, exceptionally with {@link io.mqspring.producer.SendException}. */
        CompletableFuture<SendResult> sendAsync();
    }
}
