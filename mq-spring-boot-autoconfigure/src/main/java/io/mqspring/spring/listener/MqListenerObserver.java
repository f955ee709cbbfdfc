package io.mqspring.spring.listener;

/** What listeners did. Called on workers, concurrently; must not block or throw. */
public interface MqListenerObserver {

    /** Observes nothing. */
    MqListenerObserver NONE = new MqListenerObserver() {};

    /** How a delivery ended. */
    enum Outcome {
        SUCCESS,
        RETRY,
        REJECT,
        /** The messages of a batch have fared differently. */
        PARTIAL
    }

    /**
     * A delivery ended.
     *
     * @param nanos from conversion to the answer, which with an {@link Acknowledgement} may come long after the return
     */
    default void onDelivery(String listener, String group, String topic, Outcome outcome, long nanos) {}

    /** A message was not given to a listener because its key is done with. */
    default void onDuplicateSuppressed(String listener, String group) {}

    /** A message comes again later because its key is being worked on by another call. */
    default void onDuplicatePostponed(String listener, String group) {}
}
