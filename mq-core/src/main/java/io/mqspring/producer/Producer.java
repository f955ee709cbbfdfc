package io.mqspring.producer;

import io.mqspring.message.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Sends messages. Thread safe; one per client is enough. When too many bytes are pending, every method waits for room up to
 * the send time-out and then fails with an error that names the limit.
 */
public interface Producer {

    /**
     * Sends and waits for the broker's answer. Fails at once on an event loop: use {@link #sendAsync} there.
     *
     * @throws SendException when it could not be stored in time, after retries on other queues
     */
    SendResult send(Message message);

    /**
     * Sends. The future completes on a worker, or has completed when it is returned; exceptionally with {@link
     * SendException}.
     */
    CompletableFuture<SendResult> sendAsync(Message message);

    /** Sends to a queue of the caller's choice; never retried on another. */
    CompletableFuture<SendResult> sendAsync(Message message, QueueSelector selector);

    /** Sends messages of one topic to one queue, all or none, and waits. The result holds the first offset. */
    SendResult sendBatch(List<Message> messages);

    /**
     * Takes a timed message back that is not due yet, and waits for the broker's answer. Fails at once on an event loop.
     *
     * @param recallHandle from the message's {@link SendResult}
     * @return the message's id
     * @throws SendException of kind {@code INVALID} if this is no handle, of kind {@code TOO_LATE} if there is no such message that
     *     waits, else if no broker answered: then it may have been taken back
     */
    String recall(String recallHandle);

    /** As {@link #recall}, without waiting; the future completes on a worker. */
    CompletableFuture<String> recallAsync(String recallHandle);

    /** Sends without an answer: it may be lost without notice. */
    void sendOneWay(Message message);
}
