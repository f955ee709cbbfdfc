package io.mqspring.spring.core;

import io.mqspring.producer.QueueSelector;
import io.mqspring.producer.SendResult;
import io.mqspring.producer.TransactionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.core.MessageSendingOperations;

/**
 * Sends messages: {@code mq.message(order).to("orders").tag("paid").key(order.id()).send()}. Thread safe; what
 * {@link #message} returns is not. Also Spring's {@link MessageSendingOperations}, where a destination is a topic, or
 * {@code topic:tag}.
 */
public interface MqOperations extends MessageSendingOperations<String> {

    /** Starts a message. Bytes are sent as they are, text as text, everything else as JSON. */
    Draft message(Object payload);

    /**
     * Starts messages that are sent with as few requests as brokers allow: {@code mq.messages(orders).to("orders")
     * .key(Order::id).send()}.
     */
    <T> Batch<T> messages(Collection<? extends T> payloads);

    /**
     * Takes a delayed message back that is not due yet, and waits for the broker's answer.
     *
     * @param sent what its send returned
     * @return the message's id
     * @throws io.mqspring.producer.SendException of kind {@code TOO_LATE} when no such message waits any more, of kind {@code
     *     INVALID} when its broker cannot take it back
     */
    String cancel(SendResult sent);

    /**
     * As {@link #cancel(SendResult)}, with the handle of that result, which may have been kept anywhere.
     */
    String cancel(String recallHandle);

    /**
     * A transaction group, checked now: in a constructor this makes an unknown name an error of the start.
     *
     * @param group as {@code @MqTransactionListener} names it
     * @throws IllegalArgumentException naming the groups that there are
     */
    Transactions transactions(String group);

    /** Sends messages in transactions of one group. Thread safe. */
    interface Transactions {

        /**
         * Stores a message, hidden; has the group's {@link MqLocalTransaction} do its work in this thread; tells the broker the
         * verdict.
         *
         * @param draft from {@link MqOperations#message}
         * @param argument for the work; may be null
         * @throws io.mqspring.producer.SendException when the message could not be stored; the work was not begun
         */
        TransactionResult send(Draft draft, @Nullable Object argument);

        /** As {@link #send}, without waiting: the work is done on a worker. */
        CompletableFuture<TransactionResult> sendAsync(Draft draft, @Nullable Object argument);
    }

    /**
     * Messages being made, for one thread. What depends on the payload is said by functions.
     *
     * @param <T> the payloads' type
     */
    interface Batch<T> {

        /** Sets the topic, or {@code topic:tag}, of all. */
        Batch<T> to(String destination);

        /** Sets the topic, or {@code topic:tag}, of each. */
        Batch<T> to(Function<? super T, String> destination);

        /** Sets the tag of all. */
        Batch<T> tag(String tag);

        /** Sets the tag of each; an empty text sets none. */
        Batch<T> tag(Function<? super T, String> tag);

        /** Adds a key to each. */
        Batch<T> key(Function<? super T, String> key);

        /** Keeps the order of those with the same sharding key. */
        Batch<T> orderedBy(Function<? super T, String> shardingKey);

        /** Adds a property to all. */
        Batch<T> header(String name, Object value);

        /** Delivers all later. They are sent one by one then: brokers delay no batches. */
        Batch<T> after(Duration delay);

        /** Delivers all at a time. They are sent one by one then: brokers delay no batches. */
        Batch<T> at(Instant time);

        /**
         * Sends and waits until all are stored. Of no messages nothing is sent.
         *
         * @return the results, in the order of the payloads
         * @throws io.mqspring.producer.BatchSendException telling what became of each, when some could not be stored in time
         * @throws io.mqspring.spring.support.PayloadConversionException when a payload cannot be encoded; nothing is sent then
         */
        List<SendResult> send();

        /** Sends; completes on a worker, exceptionally with {@link io.mqspring.producer.SendException}. */
        CompletableFuture<List<SendResult>> sendAsync();
    }

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

        /** Chooses the queue, instead of {@link #orderedBy}; it is never another one on a retry. */
        Draft selectQueue(QueueSelector selector);

        /**
         * Delivers it later. A broker before RocketMQ 5 takes the next longer of its delay levels, or refuses with {@code
         * mq.producer.exact-delays=true}. To cancel it, keep the result: {@link MqOperations#cancel(SendResult)}.
         */
        Draft after(Duration delay);

        /** Delivers it at a time, at once when that is past; else as {@link #after}. */
        Draft at(Instant time);

        /**
         * Sends it as a request and waits for the reply: what a listener method returns.
         *
         * @param timeout for sending and the reply together
         * @return the reply's payload
         * @throws io.mqspring.producer.SendException of kind {@code NO_REPLY} when nobody replied in time
         * @throws io.mqspring.spring.support.PayloadConversionException when the reply is of another type
         */
        <T> T request(Class<T> replyType, Duration timeout);

        /** As {@link #request}, without waiting; completes on a worker. */
        <T> CompletableFuture<T> requestAsync(Class<T> replyType, Duration timeout);

        /** Sends it in a transaction, as {@link Transactions#send} does, without an argument. */
        default TransactionResult inTransaction(String group) {
            return inTransaction(group, null);
        }

        /**
         * Sends it in a transaction, as {@link Transactions#send} does.
         *
         * @throws IllegalArgumentException when there is no such group
         */
        TransactionResult inTransaction(String group, @Nullable Object argument);

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
