package io.mqspring.spring.core;

import io.mqspring.message.TransactionVerdict;

/**
 * What an application does between storing a message, hidden, and making it visible, and how it finds out later whether it
 * did. A bean of this type says with {@code @MqTransactionListener} for which producer group it answers; messages are sent
 * through it by {@link MqOperations.Draft#inTransaction}.
 *
 * @param <T> the payload's type
 */
public interface MqLocalTransaction<T> {

    /**
     * Does the work, in the thread that sends. When it throws, the caller gets what it threw, and {@link #check} decides later:
     * a database transaction that was rolled back has left nothing to be found.
     *
     * @return {@code COMMIT} makes the message visible, {@code ROLLBACK} drops it, {@code UNKNOWN} leaves it to {@link #check}
     */
    TransactionVerdict execute(T payload, MqTransaction transaction);

    /**
     * Tells what became of the work of a transaction whose verdict the broker does not know: it was lost, was {@code UNKNOWN}, or
     * the application died. Asked in any instance of the application, on a worker, any number of times, and also while {@link
     * #execute} still runs. What it throws counts as {@code UNKNOWN}.
     *
     * @param payload decoded from the message
     * @param transaction without the argument of the send
     */
    TransactionVerdict check(T payload, MqTransaction transaction);
}
