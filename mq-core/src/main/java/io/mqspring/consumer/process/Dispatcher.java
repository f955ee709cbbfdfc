package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.StuckCall;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageQueue;
import java.util.List;

/**
 * Delivers one subscription's messages to its listener and takes the results back: in no order, or in that of queues or
 * keys. Confined to the client's loop, except {@link #active} and {@link #stuck}.
 */
public interface Dispatcher {

    /** Key of the logging context that names the group on a worker. */
    String GROUP_IN_LOGS = "mq.group";

    /** Makes the one that the settings' ordering asks for. */
    static Dispatcher of(DispatcherParts parts, SubscriptionSettings settings, AsyncMessageListener listener) {
        return settings.ordering() == Ordering.NONE
                ? new ConcurrentDispatcher(
                        parts.group(),
                        settings,
                        listener,
                        parts.workers(),
                        parts.loop(),
                        parts.time(),
                        parts.failures())
                : new OrderedDispatcher(parts, settings, listener);
    }

    /** Hands over messages of one window, by rising offset. */
    void submit(List<InFlight> messages);

    /**
     * Takes out what waits of a window and no worker has claimed.
     *
     * @return what was taken out, in no order
     */
    List<InFlight> withdraw(ProcessQueue window);

    /** Dead-letters a message that no listener takes. */
    void reject(InFlight message, ConsumeResult.Reject rejection);

    /** A queue is not consumed until somebody moves the group; told again and again while that lasts. */
    default void blocked(MessageQueue queue, RuntimeException reason) {}

    /** Takes the results that are there, without waiting to be woken. */
    void collect();

    /** Looks for calls that last too long; called every few seconds. */
    default void watch() {}

    /** The calls that last longer than the subscription's patience, as of the last {@link #watch}. Any thread. */
    default List<StuckCall> stuck() {
        return List.of();
    }

    /** Listener calls under way. Any thread. */
    int active();
}
