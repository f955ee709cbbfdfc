package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.PropertyNames;
import io.mqspring.route.TopicRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a list of messages is cut into parts that brokers take: each of one topic, small enough, and of one queue where a
 * sharding key says which. Stateless but for the limit.
 */
final class BatchPlan {

    /** The ids of a part travel in one header field of the answer. */
    static final int MOST_MESSAGES = 1000;

    private final int maxBytes;

    /**
     * @param maxBytes of a part, as it is stored
     */
    BatchPlan(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Messages that are sent with one request.
     *
     * @param indices their places in the list
     * @param queue where they go; null when any queue will do
     * @param alone whether it is a message that no batch can have
     */
    record Part(List<Integer> indices, @Nullable MessageQueue queue, boolean alone) {}

    /** What goes where, and how it is to be stored. */
    private record Target(String topic, @Nullable MessageQueue queue, String waits) {}

    /**
     * Cuts a list.
     *
     * @param routes of the topics with sharding keys
     * @return parts that must go one after the other together in a list, and lists that go side by side
     */
    List<List<Part>> lines(List<BatchEntry> entries, Map<String, TopicRoute> routes) {
        Map<Target, List<Integer>> targets = new LinkedHashMap<>();
        List<List<Part>> lines = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Message message = entries.get(i).message();
            MessageQueue queue = queue(message, routes);
            if (queue == null && MessageChecks.goesAlone(message)) {
                lines.add(List.of(new Part(List.of(i), null, true)));
            } else {
                targets.computeIfAbsent(
                                new Target(message.topic(), queue, MessageChecks.waitOf(message)),
                                unused -> new ArrayList<>())
                        .add(i);
            }
        }
        Map<MessageQueue, List<Part>> ordered = new LinkedHashMap<>();
        targets.forEach((target, indices) -> {
            List<Part> parts = cut(entries, indices, target.queue());
            if (target.queue() == null) {
                parts.forEach(part -> lines.add(List.of(part)));
            } else {
                ordered.computeIfAbsent(target.queue(), unused -> new ArrayList<>())
                        .addAll(parts);
            }
        });
        lines.addAll(ordered.values());
        return lines;
    }

    /** Topics whose routes the plan needs. */
    static Collection<String> orderedTopics(List<Message> messages) {
        return messages.stream()
                .filter(message -> message.properties().containsKey(PropertyNames.SHARDING_KEY))
                .map(Message::topic)
                .distinct()
                .toList();
    }

    private static @Nullable MessageQueue queue(Message message, Map<String, TopicRoute> routes) {
        String key = message.properties().get(PropertyNames.SHARDING_KEY);
        TopicRoute route = routes.get(message.topic());
        return key == null || route == null || route.writable().isEmpty()
                ? null
                : QueueSelector.byKey(key).select(message, route.writable());
    }

    private List<Part> cut(List<BatchEntry> entries, List<Integer> indices, @Nullable MessageQueue queue) {
        List<Part> parts = new ArrayList<>();
        List<Integer> part = new ArrayList<>();
        long bytes = 0;
        for (int index : indices) {
            BatchEntry entry = entries.get(index);
            boolean alone = MessageChecks.goesAlone(entry.message());
            boolean full = bytes + entry.storedSize() > maxBytes || part.size() == MOST_MESSAGES;
            if (!part.isEmpty() && (alone || full)) {
                parts.add(new Part(List.copyOf(part), queue, false));
                part.clear();
                bytes = 0;
            }
            if (alone) {
                parts.add(new Part(List.of(index), queue, true));
            } else {
                part.add(index);
                bytes += entry.storedSize();
            }
        }
        if (!part.isEmpty()) {
            parts.add(new Part(List.copyOf(part), queue, false));
        }
        return parts;
    }
}
