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

    /** A message of a broadcasting group was given up: it has no dead-letter topic. */
    default void onDropped(String group, String topic, String reason) {}

    /** This member's queues have changed. */
    default void onRebalance(String group, String topic, int queuesOwned, RebalanceReason reason) {}

    /**
     * A queue was taken over before its last owner had let it go: the broker waited for that as long as it may. What the last
     * owner has begun and not committed is consumed again.
     */
    default void onHandOverTimeout(String group, String topic, int queueId) {}

    /** A queue was let go with messages that listeners had begun and that could not be committed: they come again elsewhere. */
    default void onUncommitted(String group, String topic, int queueId, int messages) {}

    /** A queue's offset was outside what the broker keeps and has been moved. */
    default void onOffsetMoved(String group, String topic, int queueId, long from, long to) {}
}
