package io.mqspring.broker.transaction;

import io.mqspring.store.AppendRefusal;

/** Takes the outcome of a verdict: exactly one of the methods is called, once, on the broker's executor. */
public interface SettleCallback {

    /** The verdict holds, and will after a crash. */
    void onSettled();

    /** Nothing has changed: the transaction has been settled or given up before, or is about to be. */
    void onSettledBefore();

    /** The half message does not say for which topic it is. */
    void onNoTopic();

    /** Nothing has changed: the store does not take the message. The producer will be asked. */
    void onRefused(AppendRefusal refusal);
}
