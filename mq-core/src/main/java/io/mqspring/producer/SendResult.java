package io.mqspring.producer;

import io.mqspring.message.MessageQueue;
import java.util.Optional;

/**
 * A message is stored.
 *
 * @param messageId unique id: what consumers see
 * @param offsetMessageId the broker's id of the record
 * @param queue where it went
 * @param offset its place in the queue
 * @param status how safely
 * @param recallHandle for {@link Producer#recall}; only of a message with an exact due time
 */
public record SendResult(
        String messageId,
        String offsetMessageId,
        MessageQueue queue,
        long offset,
        Status status,
        Optional<String> recallHandle) {

    /** How safely a message is stored. */
    public enum Status {
        /** As safely as the broker is configured to. */
        STORED,
        /** Stored, but the broker did not force it to disk in time. */
        FLUSH_TIMEOUT,
        /** Stored on the master, but not replicated in time. */
        NOT_REPLICATED
    }

    /** The handle to take the message back by. */
    String handleOrRefuse() {
        return recallHandle.orElseThrow(() -> new SendException(
                SendException.Kind.INVALID,
                "message " + messageId + " to topic '" + queue.topic()
                        + "' cannot be taken back: its broker gave no handle. It"
                        + " was sent without a delay or in a batch, was due when it arrived, or the broker is older than RocketMQ"
                        + " 5.3.2 and has delays that cannot be cancelled",
                null));
    }
}
