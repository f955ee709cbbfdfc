package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Sends messages. Thread safe; one per client is enough. When too many bytes are pending, every method waits for room up to
 * the send time-out and then fails with an error that names the limit.
 */
public interface Producer {

    /**
     * Sends and waits for the broker's answer. Fails at once on an event loop: use {@link #sendAsync} there.
     *
     * @throws SendException when it could not be stored in time, after retries: on other queues, or for a message with a sharding
     *     key on its own
     */
    SendResult send(Message message);

    /**
     * Sends. The future completes on a worker, or has completed when it is returned; exceptionally with {@link
     * SendException}.
     */
    CompletableFuture<SendResult> sendAsync(Message message);

    /**
     * Sends to a queue of the caller's choice, and waits as {@link #send(Message)} does. Tried again on that queue only, and only
     * if nothing later with the same sharding key, or without one to the same queue, is on its way.
     *
     * @throws SendException as {@link #send(Message)}; of kind {@code INVALID} when the selector fails
     */
    SendResult send(Message message, QueueSelector selector);

    /** As {@link #send(Message, QueueSelector)}, without waiting. */
    CompletableFuture<SendResult> sendAsync(Message message, QueueSelector selector);

    /**
     * Sends messages with as few requests as brokers allow, and waits until all are stored. They may be of different topics and
     * of any number: they are cut into parts by topic, by queue where they have sharding keys, and by size. Messages with one
     * sharding key keep their order, also when a part fails: what comes later for the same queue is not sent then. Each part
     * is stored whole or not at all.
     *
     * @return the results, in the order of the messages
     * @throws BatchSendException telling what became of each message, when some failed
     * @throws SendException of kind {@code INVALID} when one is at fault; nothing is sent then
     */
    List<SendResult> sendBatch(List<Message> messages);

    /** As {@link #sendBatch}, without waiting but for room. */
    CompletableFuture<List<SendResult>> sendBatchAsync(List<Message> messages);

    /**
     * Sends a request and waits for the reply of whoever consumes it: on the wire as the official client does it.
     *
     * @param timeout for sending and the reply together
     * @return the first reply; its properties are the replier's
     * @throws SendException of kind {@code NO_REPLY} when the message was stored and nobody replied in time; a reply that comes
     *     later is dropped. Else as {@link #send(Message)}
     */
    MessageView request(Message message, Duration timeout);

    /** As {@link #request}, without waiting; the future completes on a worker. */
    CompletableFuture<MessageView> requestAsync(Message message, Duration timeout);

    /**
     * Replies to a request that was consumed.
     *
     * @param request the message, which has the property {@code REPLY_TO_CLIENT}
     * @param body not empty
     * @param properties of the reply
     * @return completes on a worker when the requester has it; fails with {@link SendException}, with kind {@code INVALID} when the
     *     message is no request, or {@code REFUSED} when the requester is gone
     */
    CompletableFuture<Void> replyAsync(MessageView request, byte[] body, Map<String, String> properties);

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

    /**
     * Takes the message of a result back that is not due yet: {@link #recall} with its handle.
     *
     * @throws SendException as {@link #recall}; of kind {@code INVALID} when the result has no handle
     */
    default String cancel(SendResult sent) {
        return recall(sent.handleOrRefuse());
    }

    /** As {@link #cancel}, without waiting; the future completes on a worker. */
    default CompletableFuture<String> cancelAsync(SendResult sent) {
        try {
            return recallAsync(sent.handleOrRefuse());
        } catch (SendException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends without an answer: it may be lost without notice. */
    void sendOneWay(Message message);
}
