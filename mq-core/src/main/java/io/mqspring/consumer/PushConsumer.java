package io.mqspring.consumer;

import io.mqspring.consumer.allocation.AllocationStrategy;
import io.mqspring.filter.MessageFilter;
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

    /**
     * Waits, until a short time since {@link Builder#begin} has passed, until it is decided where a new group begins; on an event
     * loop it does not wait. One that is refused is stopped.
     *
     * @throws StartRefusedException when it is clear that it will never consume, such as when a broker does not
     *     evaluate the filter, or when members of the group consume something else and the client's subscription guard
     *     is to fail; not on an event loop, where the log says so
     */
    void awaitStart();

    /** The queues this member owns now, each with its progress; a snapshot. */
    List<QueueProgress> queues();

    /** Listener calls of this member that last longer than they should; a snapshot, a few seconds old at most. */
    List<StuckCall> stuckCalls();

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

        /** Subscribes to tags, {@code a || b} or {@code *}, with the default settings. */
        default Builder subscribe(String topic, String tags) {
            return subscribe(topic, MessageFilter.tags(tags));
        }

        /** Subscribes to tags with settings; the listener is the one of {@link #listener}. */
        default Builder subscribe(String topic, String tags, SubscriptionSettings settings) {
            return subscribe(topic, MessageFilter.tags(tags), settings);
        }

        /** Subscribes to tags with a listener of its own. */
        default Builder subscribe(
                String topic, String tags, SubscriptionSettings settings, AsyncMessageListener listener) {
            return subscribe(topic, MessageFilter.tags(tags), settings, listener);
        }

        /** Subscribes with the default settings, as in {@code subscribe("orders", MessageFilter.sql("amount > 10"))}. */
        default Builder subscribe(String topic, MessageFilter filter) {
            return subscribe(topic, filter, SubscriptionSettings.defaults());
        }

        /** Subscribes with settings; the listener is the one of {@link #listener}. */
        Builder subscribe(String topic, MessageFilter filter, SubscriptionSettings settings);

        /** Subscribes with a listener of its own. */
        Builder subscribe(
                String topic, MessageFilter filter, SubscriptionSettings settings, AsyncMessageListener listener);

        /** The listener of all subscriptions that have none of their own. */
        Builder listener(MessageListener listener);

        /** How queues are divided over the members, where it differs from the client's; all members must agree on it. */
        Builder allocation(AllocationStrategy strategy);

        /**
         * Has every member of the group get every message, in place of sharing them. Offsets are kept by each instance on its
         * own machine ({@code ClientSettings.localState}); a new instance begins as {@link SubscriptionSettings#startFrom} says.
         * There is no retry and no dead-letter topic, which would be those of all members: a failed message is tried again
         * in memory, by {@link SubscriptionSettings#retriesInPlace}, and dropped after that, which the log and {@link
         * io.mqspring.observe.ClientObserver#onDropped} tell. No queue is locked: {@link Ordering#QUEUE} is an order within
         * this member. All members of a group must do the same.
         */
        Builder broadcasting();

        /**
         * Starts consuming. Waits, a short bounded time, until it is decided where a new group begins, so that nothing
         * sent after the start is missed; on an event loop it does not wait. Queues are assigned in the background,
         * which is retried until it works.
         *
         * @throws IllegalArgumentException when nothing is subscribed, a listener is missing, a name or expression is
         *     illegal, or this client already has a consumer of the group
         * @throws StartRefusedException as {@link PushConsumer#awaitStart} does
         */
        default PushConsumer start() {
            PushConsumer consumer = begin();
            consumer.awaitStart();
            return consumer;
        }

        /**
         * Begins as {@link #start} does and leaves the wait to {@link PushConsumer#awaitStart}, which has to follow: several
         * consumers that begin one after the other wait together.
         *
         * @throws IllegalArgumentException as {@link #start} does
         */
        PushConsumer begin();
    }
}
