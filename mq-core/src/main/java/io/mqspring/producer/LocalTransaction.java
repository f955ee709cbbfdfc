package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.TransactionVerdict;

/** What a producer does between storing a half message and saying what becomes of it. */
@FunctionalInterface
public interface LocalTransaction {

    /**
     * Runs in the thread that sends and waits, or on a worker; the half message is stored, and nobody sees it.
     *
     * @param transactionId the message's unique id: kept with the transaction's own data, it lets {@link
     *     TransactionListener#check} find out later whether that was committed
     * @return the verdict; {@code UNKNOWN} when it is not known now, and the broker is to ask later
     */
    TransactionVerdict execute(Message message, String transactionId);
}
