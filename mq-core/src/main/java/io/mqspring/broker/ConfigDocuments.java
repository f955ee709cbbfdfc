package io.mqspring.broker;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.topic.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration files in the form that Apache RocketMQ's broker reads and writes. What cannot be understood is passed
 * over entry by entry. Stateless.
 */
final class ConfigDocuments {

    private static final Logger log = LoggerFactory.getLogger(ConfigDocuments.class);

    private static final String TOPICS = "topicConfigTable";
    private static final String GROUPS = "subscriptionGroupTable";
    private static final String OFFSETS = "offsetTable";
    private static final char TOPIC_FROM_GROUP = '@';

    private ConfigDocuments() {}

    /**
     * @param read what was read at the start: entries and settings that this broker does not know are written back
     */
    static Map<String, ?> topics(Collection<Topic> topics, Map<String, Object> read, long now) {
        Map<String, Object> before = JsonDocument.object(read, TOPICS);
        Map<String, Object> table = new TreeMap<>();
        before.forEach((name, config) -> {
            if (!Topic.isInternal(name)) {
                table.put(name, config);
            }
        });
        for (Topic topic : topics) {
            if (!Topic.isInternal(topic.name())) {
                Map<String, Object> config = new LinkedHashMap<>();
                config.put("attributes", Map.of());
                config.putAll(JsonDocument.object(before, topic.name()));
                config.put("order", topic.order());
                config.put("perm", topic.perm());
                config.put("readQueueNums", topic.readQueues());
                config.putIfAbsent("topicFilterType", "SINGLE_TAG");
                config.put("topicName", topic.name());
                config.put("topicSysFlag", topic.sysFlag());
                config.put("writeQueueNums", topic.writeQueues());
                table.put(topic.name(), config);
            }
        }
        return document(TOPICS, table, read, now);
    }

    static List<Topic> topics(Map<String, Object> document) {
        List<Topic> topics = new ArrayList<>();
        JsonDocument.object(document, TOPICS).keySet().forEach(name -> {
            Map<String, Object> config = JsonDocument.object(JsonDocument.object(document, TOPICS), name);
            try {
                topics.add(new Topic(
                        name,
                        (int) JsonDocument.number(config, "readQueueNums", 0),
                        (int) JsonDocument.number(config, "writeQueueNums", 0),
                        (int) JsonDocument.number(config, "perm", Topic.PERM_READ | Topic.PERM_WRITE),
                        (int) JsonDocument.number(config, "topicSysFlag", 0),
                        JsonDocument.flag(config, "order", false)));
            } catch (IllegalArgumentException e) {
                log.warn("Topic '{}' in the topics file is passed over: {}", name, e.getMessage());
            }
        });
        return topics;
    }

    /**
     * @param read what was read at the start: settings that this broker does not know are written back
     */
    static Map<String, ?> groups(Collection<GroupConfig> groups, Map<String, Object> read, long now) {
        Map<String, Object> before = JsonDocument.object(read, GROUPS);
        Map<String, Object> table = new TreeMap<>(before);
        for (GroupConfig group : groups) {
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("attributes", Map.of());
            config.put("brokerId", 0);
            config.put("consumeFromMinEnable", true);
            config.put("consumeMessageOrderly", false);
            config.put("consumeTimeoutMinute", 15);
            config.put("groupRetryPolicy", Map.of("type", "CUSTOMIZED"));
            config.put("groupSysFlag", 0);
            config.put("notifyConsumerIdsChangedEnable", true);
            config.put("whichBrokerWhenConsumeSlowly", 1);
            config.putAll(JsonDocument.object(before, group.name()));
            config.put("consumeBroadcastEnable", group.broadcastEnable());
            config.put("consumeEnable", group.consumeEnable());
            config.put("groupName", group.name());
            config.put("retryMaxTimes", group.retryMaxTimes());
            config.put("retryQueueNums", group.retryQueues());
            table.put(group.name(), config);
        }
        return document(GROUPS, table, read, now);
    }

    static List<GroupConfig> groups(Map<String, Object> document) {
        List<GroupConfig> groups = new ArrayList<>();
        JsonDocument.object(document, GROUPS).keySet().forEach(name -> {
            Map<String, Object> config = JsonDocument.object(JsonDocument.object(document, GROUPS), name);
            GroupConfig defaults = GroupConfig.defaults(name);
            groups.add(new GroupConfig(
                    name,
                    JsonDocument.flag(config, "consumeEnable", true),
                    JsonDocument.flag(config, "consumeBroadcastEnable", true),
                    Math.max(1, (int) JsonDocument.number(config, "retryQueueNums", defaults.retryQueues())),
                    (int) JsonDocument.number(config, "retryMaxTimes", defaults.retryMaxTimes())));
        });
        return groups;
    }

    static Map<String, ?> offsets(ConsumerOffsets offsets, long now) {
        Map<String, Object> table = new TreeMap<>();
        for (String group : offsets.groups()) {
            for (String topic : offsets.topics(group)) {
                table.put(topic + TOPIC_FROM_GROUP + group, new TreeMap<>(offsets.queues(group, topic)));
            }
        }
        return document(OFFSETS, table, Map.of(), now);
    }

    static void offsets(Map<String, Object> document, ConsumerOffsets target) {
        Map<String, Object> table = JsonDocument.object(document, OFFSETS);
        for (String key : table.keySet()) {
            int at = key.indexOf(TOPIC_FROM_GROUP);
            if (at > 0) {
                String topic = key.substring(0, at);
                String group = key.substring(at + 1);
                numbers(JsonDocument.object(table, key))
                        .forEach((queueId, offset) -> target.commit(group, topic, queueId, offset));
            }
        }
    }

    static Map<String, ?> delayOffsets(Map<Integer, Long> byLevel, long now) {
        return document(OFFSETS, new TreeMap<>(byLevel), Map.of(), now);
    }

    static Map<Integer, Long> delayOffsets(Map<String, Object> document) {
        return numbers(JsonDocument.object(document, OFFSETS));
    }

    private static Map<Integer, Long> numbers(Map<String, Object> object) {
        Map<Integer, Long> numbers = new TreeMap<>();
        object.forEach((name, value) -> {
            try {
                if (value instanceof Number number) {
                    numbers.put(Integer.parseInt(name), number.longValue());
                }
            } catch (NumberFormatException e) {
                log.warn("The entry '{}' of an offsets file is passed over: it is no number", name);
            }
        });
        return numbers;
    }

    private static Map<String, ?> document(String table, Map<?, ?> content, Map<String, Object> read, long now) {
        Map<String, Object> document = new LinkedHashMap<>(read);
        // Official brokers compare versions for equality and want them to rise: the time of the write does both.
        document.put("dataVersion", Map.of("counter", now, "stateVersion", 0, "timestamp", now));
        document.put(table, content);
        return document;
    }
}
