package io.mqspring.consumer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A member of a consumer group: it pulls from the queues that fall to it and calls the listeners. Made by a client, running
 * from {@code start} until closed. Thread safe.
 */
public interface PushConsumer extends AutoCloseable {

    /** The group. */
    String group();

    /** The queues this member owns now, each with its progress; a snapshot. */
    List<QueueProgress> queues();

    /** Stops pulling a topic; what was pulled is still consumed. */
    void pause(String topic);

    /** Takes up pulling a topic again. */
    void resume(String topic);

    /**
     * Leaves the group in good order: no new pulls, running listeners finish (until the deadline), offsets go to the
     * broker, the broker is told. Messages that no listener has begun are left to the other members.
     *
     * @return completes when done; never exceptionally
     */
    CompletableFuture<Void> stop(Duration drainTimeout);

    /** {@link #stop} with the client's drain time-out, waiting for it. */
    @Override
    void close();

    /** Collects what a consumer needs; not thread safe. */
    interface Builder {

        /** Subscribes with the default settings. */
        Builder subscribe(String topic, String expression);

        /** Subscribes with settings; the listener is the one of {@link #listener}. */
        Builder subscribe(String topic, String expression, SubscriptionSettings settings);

        /** Subscribes with a listener of its own. */
        Builder subscribe(
                String topic, String expression, SubscriptionSettings settings, AsyncMessageListener listener);

        /** The listener of all subscriptions that have none of their own. */
        Builder listener(MessageListener listener);

        /**
         * Starts consuming. Waits, a short bounded time, until it is decided where a new group begins, so that nothing
         * sent after the start is missed; on an event loop it does not wait. Queues are assigned in the background,
         * which is retried until it works.
         *
         * @throws IllegalArgumentException when nothing is subscribed, a listener is missing, a name or expression is
         *     illegal, or this client already has a consumer of the group
         */
        PushConsumer start();
    }
}
