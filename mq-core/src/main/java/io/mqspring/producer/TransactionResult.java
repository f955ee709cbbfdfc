package io.mqspring.producer;

import io.mqspring.message.TransactionVerdict;

/**
 * A half message is stored, and its verdict has been sent. That is not answered: if it gets lost, the broker asks.
 *
 * @param half where the half message went; its offset is one of the broker's half queue
 * @param verdict what the broker was told
 */
public record TransactionResult(SendResult half, TransactionVerdict verdict) {

    /** The unique id of the message and of its transaction. */
    public String transactionId() {
        return half.messageId();
    }
}
