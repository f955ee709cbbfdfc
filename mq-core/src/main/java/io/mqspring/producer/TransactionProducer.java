package io.mqspring.producer;

import io.mqspring.message.Message;
import java.util.concurrent.CompletableFuture;

/**
 * Sends messages that become visible when a local transaction commits. The message is stored first, hidden; then the
 * transaction runs; then the broker is told the verdict. When it hears none, it asks a producer of the group. From {@code
 * commit} on the message is delivered at least once. Thread safe; closed with its client, or earlier.
 */
public interface TransactionProducer extends AutoCloseable {

    /** The producer group. */
    String group();

    /**
     * Stores a message, runs the listener's {@link TransactionListener#execute} and tells the broker the verdict. Fails on an
     * event loop. What the listener throws is thrown to the caller; the verdict is left open then, and the broker asks.
     *
     * @throws SendException when the message could not be stored; nothing was run
     */
    TransactionResult sendInTransaction(Message message);

    /** As {@link #sendInTransaction(Message)}, with work of this call's own. */
    TransactionResult sendInTransaction(Message message, LocalTransaction work);

    /**
     * Stores a message and then does the work on a worker.
     *
     * @return completes on a worker when the verdict is sent; fails with {@link SendException} when the message could not be
     *     stored, or with what the work has thrown
     */
    CompletableFuture<TransactionResult> sendInTransactionAsync(Message message, LocalTransaction work);

    /** Sends no more and answers no more checks; open transactions are for the other producers of the group. */
    @Override
    void close();
}
