package io.mqspring.observe;

/** What a client did. Called on event loops and workers, concurrently; must not block or throw. */
public interface ClientObserver {

    /** Observes nothing. */
    ClientObserver NONE = new ClientObserver() {};

    /** How a send ended. */
    enum SendOutcome {
        SUCCESS,
        FAILURE
    }

    /** A send ended. */
    default void onSend(String topic, SendOutcome outcome, long nanos) {}

    /** A failed message was handed to the retry topic. */
    default void onRetry(String group, String topic, int attempt) {}

    /** A message was handed to the dead-letter topic. */
    default void onDeadLetter(String group, String topic, String reason) {}

    /** This member's queues have changed. */
    default void onRebalance(String group, String topic, int queuesOwned) {}

    /** A queue's offset was outside what the broker keeps and has been moved. */
    default void onOffsetMoved(String group, String topic, int queueId, long from, long to) {}
}
