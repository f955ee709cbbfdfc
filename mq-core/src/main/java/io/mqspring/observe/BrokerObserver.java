package io.mqspring.observe;

/** What an embedded broker did. Called on appenders' threads and the broker's own, concurrently; must not block or throw. */
public interface BrokerObserver {

    /** Observes nothing. */
    BrokerObserver NONE = new BrokerObserver() {};

    /** Messages were stored. */
    default void onMessagesIn(String topic, int count) {}

    /** Messages were handed out. */
    default void onMessagesOut(String group, String topic, int count) {}

    /** The periodic sweep found an unfiltered held pull that an arrival should have answered: a bug if it ever happens. */
    default void onSweepRescue(String topic, int queueId) {}
}
