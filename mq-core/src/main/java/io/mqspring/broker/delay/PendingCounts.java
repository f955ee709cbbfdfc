package io.mqspring.broker.delay;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts waiting messages by the topic they go to. Thread safe. */
final class PendingCounts {

    private final Map<String, Long> byTopic = new ConcurrentHashMap<>();

    void add(String topic) {
        byTopic.merge(topic, 1L, Long::sum);
    }

    void remove(String topic) {
        byTopic.computeIfPresent(topic, (t, count) -> count > 1 ? count - 1 : null);
    }

    Map<String, Long> snapshot() {
        return Map.copyOf(byTopic);
    }
}
