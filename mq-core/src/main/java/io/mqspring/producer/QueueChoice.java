package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.PropertyNames;
import io.mqspring.route.TopicRoute;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one send goes, attempt by attempt: by its selector, once, or by turns, first to brokers that have not failed it and
 * are not avoided. Belongs to the thread that works on the send.
 */
final class QueueChoice {

    private final SendContext context;
    private final String topic;
    private final @Nullable Message original;
    private final @Nullable QueueSelector selector;
    private final @Nullable String preferredBroker;
    private @Nullable MessageQueue queue;
    private @Nullable Set<String> failedBrokers;

    /**
     * @param original what the selector looks at; null without selector
     */
    QueueChoice(SendContext context, String topic, @Nullable Message original, @Nullable QueueSelector selector) {
        this(context, topic, original, selector, null);
    }

    private QueueChoice(
            SendContext context,
            String topic,
            @Nullable Message original,
            @Nullable QueueSelector selector,
            @Nullable String preferredBroker) {
        this.context = context;
        this.topic = topic;
        this.original = original;
        this.selector = selector;
        this.preferredBroker = preferredBroker;
    }

    /** Any queue, but first one of a broker. */
    static QueueChoice preferring(SendContext context, String topic, String brokerName) {
        return new QueueChoice(context, topic, null, null, brokerName);
    }

    /** Whether there is one queue for the message, and never another. */
    boolean isFixed() {
        return selector != null;
    }

    /** The queue of the last attempt, if there was one. */
    @Nullable
    MessageQueue current() {
        return queue;
    }

    /** What a message with a fixed queue must stay in order with. */
    Object line(MessageQueue chosen) {
        String key = original == null ? null : original.properties().get(PropertyNames.SHARDING_KEY);
        return key == null ? chosen : new OrderedSends.Key(topic, key);
    }

    /**
     * The queue of the next attempt.
     *
     * @throws SendException when there is none, or the selector fails
     */
    MessageQueue next(@Nullable TopicRoute route) {
        List<MessageQueue> queues = route == null ? List.of() : route.writable();
        if (queues.isEmpty()) {
            throw SendFailures.noQueue(topic);
        }
        MessageQueue before = queue;
        MessageQueue chosen;
        if (selector != null && original != null) {
            chosen = before == null ? select(original, selector, queues) : before;
        } else if (before == null && preferredBroker != null) {
            chosen = queues.stream()
                    .filter(each -> each.brokerName().equals(preferredBroker))
                    .findFirst()
                    .orElseGet(() -> context.rotation().next(topic, queues));
        } else if (failedBrokers == null && context.avoidance().isQuiet()) {
            chosen = context.rotation().next(topic, queues);
        } else {
            Set<String> failed = failedBrokers == null ? Set.of() : failedBrokers;
            chosen = context.rotation().next(topic, queues, failed, context.avoidance());
        }
        queue = chosen;
        return chosen;
    }

    /**
     * The attempt failed.
     *
     * @return whether there is another broker to try
     */
    boolean failed(TopicRoute route) {
        MessageQueue tried = queue;
        if (tried == null || isFixed()) {
            return false;
        }
        Set<String> failed = failedBrokers == null ? new HashSet<>() : failedBrokers;
        failed.add(tried.brokerName());
        failedBrokers = failed;
        return route.writable().stream().anyMatch(other -> !failed.contains(other.brokerName()));
    }

    /** All brokers may be tried again. */
    void newRound() {
        failedBrokers = null;
    }

    private MessageQueue select(Message message, QueueSelector by, List<MessageQueue> queues) {
        @Nullable MessageQueue chosen;
        try {
            chosen = by.select(message, queues);
        } catch (RuntimeException e) {
            String text = "the queue selector of a message to topic '" + topic + "' failed: " + e;
            throw new SendException(SendException.Kind.INVALID, text, e);
        }
        boolean ours = by instanceof QueueSelector.KeyHash || by instanceof QueueSelector.Pinned;
        if (!ours && (chosen == null || !queues.contains(chosen))) {
            throw new SendException(
                    SendException.Kind.INVALID,
                    "the queue selector of a message to topic '" + topic + "' chose " + chosen
                            + ", which is none of the queues that it was given: return one of " + queues,
                    null);
        }
        return chosen;
    }
}
