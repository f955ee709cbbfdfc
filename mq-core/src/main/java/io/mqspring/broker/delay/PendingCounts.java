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
        remove(topic, 1);
    }

    void remove(String topic, long fewer) {
        byTopic.computeIfPresent(topic, (t, count) -> count > fewer ? count - fewer : null);
    }

    /** Begins anew. */
    void set(Map<String, Long> counts) {
        byTopic.clear();
        byTopic.putAll(counts);
    }

    Map<String, Long> snapshot() {
        return Map.copyOf(byTopic);
    }
}
