package io.mqspring.broker.topic;

import io.mqspring.message.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All topics of a broker. Thread safe: lookups take no lock, since every send and pull makes one. A change is announced
 * to whoever writes the file, and a send does not wait for that: a topic whose creation a crash took back, although a
 * message in it was acknowledged, comes back from its queues in the store ({@link #restoreFromQueues}).
 */
public final class TopicTable {

    private static final int SCHEDULE_QUEUES = 18;

    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private volatile int defaultQueues;
    private volatile boolean autoCreate;
    private final int limit;
    private final Runnable onChange;

    /**
     * @param limit beyond which a first message creates no topic
     * @param defaultQueues queues of a topic that nobody said more about
     * @param autoCreate whether a first message creates its topic
     * @param onChange told after each change, on the changing thread
     */
    public TopicTable(int limit, int defaultQueues, boolean autoCreate, Runnable onChange) {
        this.limit = limit;
        this.defaultQueues = defaultQueues;
        this.autoCreate = autoCreate;
        this.onChange = onChange;
        addInternalTopics();
    }

    /** A topic, or null. */
    public @Nullable Topic find(String name) {
        return topics.get(name);
    }

    /** All topics, internal ones included, in no order. */
    public Collection<Topic> all() {
        return List.copyOf(topics.values());
    }

    /** Whether there are so many topics that a first message may create no other. */
    public boolean isFull() {
        return topics.size() >= limit;
    }

    /** Whether a first message creates its topic. */
    public boolean autoCreates() {
        return autoCreate;
    }

    public int defaultQueues() {
        return defaultQueues;
    }

    /** Creates a topic or replaces its settings. */
    public void put(Topic topic) {
        topics.put(topic.name(), topic);
        onChange.run();
    }

    /** Changes whether a first message creates its topic, until the next start. */
    public void autoCreate(boolean create) {
        autoCreate = create;
        if (create) {
            addTemplate();
        } else {
            topics.remove(TopicNames.AUTO_CREATE_TOPIC);
        }
    }

    /**
     * Changes how many queues a topic has that nobody said more about, until the next start.
     *
     * @throws IllegalArgumentException if no topic can have so many
     */
    public void defaultQueues(int queues) {
        Topic.of(TopicNames.AUTO_CREATE_TOPIC, queues);
        defaultQueues = queues;
        if (autoCreate) {
            addTemplate();
        }
    }

    /** Removes a topic; whether it was there. */
    public boolean remove(String name) {
        boolean removed = topics.remove(name) != null;
        if (removed) {
            onChange.run();
        }
        return removed;
    }

    /** The topic with this name, created to read and write if there is none. */
    public Topic createIfAbsent(String name, int queues) {
        Topic existing = topics.get(name);
        if (existing != null) {
            return existing;
        }
        Topic created = Topic.of(name, queues);
        Topic raced = topics.putIfAbsent(name, created);
        if (raced != null) {
            return raced;
        }
        onChange.run();
        return created;
    }

    /**
     * Creates a topic as a first message asks for it.
     *
     * @param template the topic whose settings are inherited
     * @param wantedQueues queues the sender wants; it gets no more than the template has
     * @return empty if the template does not exist or passes nothing on
     */
    public Optional<Topic> createFromTemplate(String name, String template, int wantedQueues) {
        Topic model = topics.get(template);
        if (model == null || !model.isTemplate()) {
            return Optional.empty();
        }
        int queues = Math.max(1, Math.min(wantedQueues, model.writeQueues()));
        return Optional.of(createIfAbsent(name, queues));
    }

    /** Takes over topics read from a file; the internal ones keep what this broker needs of them. */
    public void restore(Collection<Topic> saved) {
        for (Topic topic : saved) {
            if (!Topic.isInternal(topic.name())) {
                topics.put(topic.name(), topic);
            }
        }
    }

    /**
     * Makes sure that every queue with messages belongs to a topic: one may be missing, or have too few queues, when a
     * crash came before the file was written, or when the file is damaged.
     *
     * @param queues by topic, one more than the highest queue number found in the store
     * @return names of the topics that were completed
     */
    public List<String> restoreFromQueues(Map<String, Integer> queues) {
        List<String> completed = queues.entrySet().stream()
                .filter(found -> isIncomplete(found.getKey(), found.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        for (String name : completed) {
            int found = Math.min(Topic.MAX_QUEUES, queues.getOrDefault(name, 1));
            boolean single = TopicNames.isRetryTopic(name) || TopicNames.isDeadLetterTopic(name);
            topics.put(name, Topic.of(name, single ? found : Math.max(found, defaultQueues)));
        }
        if (!completed.isEmpty()) {
            onChange.run();
        }
        return completed;
    }

    private boolean isIncomplete(String name, int queues) {
        Topic topic = topics.get(name);
        return topic == null || topic.queues() < Math.min(Topic.MAX_QUEUES, queues);
    }

    private void addInternalTopics() {
        if (autoCreate) {
            addTemplate();
        }
        topics.put(TopicNames.SCHEDULE_TOPIC, Topic.of(TopicNames.SCHEDULE_TOPIC, SCHEDULE_QUEUES));
        for (String name : List.of(
                TopicNames.TIMER_TOPIC, TopicNames.HALF_TOPIC, TopicNames.OP_TOPIC, TopicNames.UNSETTLED_TOPIC)) {
            topics.put(name, Topic.of(name, 1));
        }
    }

    private void addTemplate() {
        int perm = Topic.PERM_READ | Topic.PERM_WRITE | Topic.PERM_INHERIT;
        topics.put(
                TopicNames.AUTO_CREATE_TOPIC,
                new Topic(TopicNames.AUTO_CREATE_TOPIC, defaultQueues, defaultQueues, perm, 0, false));
    }
}
