package io.mqspring.broker.pop;

import io.mqspring.protocol.MessageRequestMode;
import io.mqspring.protocol.RequestModesResponse.Entry;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Which groups pop which topics; all others pull. Kept in {@code config/messageRequestMode.json}. Thread safe. */
public final class RequestModes {

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Supplier<CompletableFuture<Void>> writer;

    /**
     * @param writer has the file written; completes when it is on disk
     */
    public RequestModes(Supplier<CompletableFuture<Void>> writer) {
        this.writer = writer;
    }

    /** How a group gets messages of a topic. */
    public Entry find(String topic, String group) {
        Entry found = entries.get(key(topic, group));
        return found != null ? found : new Entry(topic, group, MessageRequestMode.PULL, 0);
    }

    /** Sets it; completes when that is on disk. */
    public CompletableFuture<Void> set(Entry entry) {
        entries.put(key(entry.topic(), entry.consumerGroup()), entry);
        return writer.get();
    }

    /** What was set, by topic and group. */
    public List<Entry> all() {
        return entries.values().stream()
                .sorted(Comparator.comparing(Entry::topic).thenComparing(Entry::consumerGroup))
                .toList();
    }

    /** Takes over what was read from the file. */
    public void restore(Collection<Entry> saved) {
        saved.forEach(entry -> entries.put(key(entry.topic(), entry.consumerGroup()), entry));
    }

    private static String key(String topic, String group) {
        return topic + "@" + group;
    }
}
