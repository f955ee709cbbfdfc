package io.mqspring.producer;

import io.mqspring.message.MessageView;
import io.mqspring.message.TransactionVerdict;

/** A producer group's side of its transactions: the work itself, and what became of it. */
public interface TransactionListener extends LocalTransaction {

    /**
     * Tells what became of a transaction that the broker has no verdict on: the verdict was lost, was {@code UNKNOWN}, or its
     * producer died. Any producer of the group may be asked, any number of times, and while the transaction still runs. Called
     * on a worker, several at a time; an exception counts as {@code UNKNOWN}.
     *
     * @param message the half message, with its topic and queue; {@link MessageView#messageId()} is the transaction's id
     */
    TransactionVerdict check(MessageView message);
}
