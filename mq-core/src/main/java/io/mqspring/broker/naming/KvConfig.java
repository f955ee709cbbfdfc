package io.mqspring.broker.naming;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values that operators keep at a name server, by namespace and key; of use here is the order of topics, which routes carry.
 * Thread safe.
 */
public final class KvConfig {

    /** Where the queues of ordered topics are kept, by topic. */
    public static final String ORDER_TOPICS = "ORDER_TOPIC_CONFIG";

    private final Map<String, Map<String, String>> namespaces = new ConcurrentHashMap<>();
    private final Runnable onChange;

    /**
     * @param onChange told after each change, on the changing thread
     */
    public KvConfig(Runnable onChange) {
        this.onChange = onChange;
    }

    /** One value. */
    public Optional<String> find(String namespace, String key) {
        return Optional.ofNullable(namespaces.getOrDefault(namespace, Map.of()).get(key));
    }

    /** The values of a namespace; empty if there are none. */
    public Map<String, String> all(String namespace) {
        return new TreeMap<>(namespaces.getOrDefault(namespace, Map.of()));
    }

    /** Everything, for the file. */
    public Map<String, Map<String, String>> all() {
        Map<String, Map<String, String>> copy = new TreeMap<>();
        namespaces.forEach((namespace, values) -> copy.put(namespace, new TreeMap<>(values)));
        return copy;
    }

    /** Sets a value. */
    public void put(String namespace, String key, String value) {
        restore(namespace, key, value);
        onChange.run();
    }

    /** Removes a value, if it is there. */
    public void remove(String namespace, String key) {
        if (namespaces.getOrDefault(namespace, Map.of()).containsKey(key)) {
            namespaces.computeIfPresent(namespace, (name, values) -> {
                values.remove(key);
                return values.isEmpty() ? null : values;
            });
            onChange.run();
        }
    }

    /** Takes over a value read from a file. */
    public void restore(String namespace, String key, String value) {
        namespaces.computeIfAbsent(namespace, name -> new ConcurrentHashMap<>()).put(key, value);
    }
}
