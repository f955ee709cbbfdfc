package io.mqspring.broker;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.pop.PopKey;
import io.mqspring.broker.pop.PopTable;
import io.mqspring.broker.pop.RequestModes;
import io.mqspring.broker.topic.Topic;
import io.mqspring.protocol.MessageRequestMode;
import io.mqspring.protocol.RequestModesResponse;
import io.mqspring.protocol.SubscriptionGroup;
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
    private static final String POPS = "mqPopTable";
    private static final String MODES = "messageRequestModeMap";
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
            config.put("groupRetryPolicy", Map.of("type", "CUSTOMIZED"));
            config.putAll(JsonDocument.object(before, group.name()));
            SubscriptionGroup settings = group.settings();
            config.put("brokerId", settings.brokerId());
            config.put("consumeBroadcastEnable", settings.broadcastEnable());
            config.put("consumeEnable", settings.consumeEnable());
            config.put("consumeFromMinEnable", settings.consumeFromMin());
            config.put("consumeMessageOrderly", settings.ordered());
            config.put("consumeTimeoutMinute", settings.consumeTimeoutMinutes());
            config.put("groupName", settings.name());
            config.put("groupSysFlag", settings.sysFlag());
            config.put("notifyConsumerIdsChangedEnable", settings.notifyMembers());
            config.put("retryMaxTimes", settings.retryMaxTimes());
            config.put("retryQueueNums", settings.retryQueues());
            config.put("whichBrokerWhenConsumeSlowly", settings.slowReadBrokerId());
            table.put(group.name(), config);
        }
        return document(GROUPS, table, read, now);
    }

    static List<GroupConfig> groups(Map<String, Object> document) {
        List<GroupConfig> groups = new ArrayList<>();
        JsonDocument.object(document, GROUPS).keySet().forEach(name -> {
            Map<String, Object> config = JsonDocument.object(JsonDocument.object(document, GROUPS), name);
            SubscriptionGroup defaults = SubscriptionGroup.defaults(name);
            groups.add(new GroupConfig(new SubscriptionGroup(
                    name,
                    JsonDocument.flag(config, "consumeEnable", true),
                    JsonDocument.flag(config, "consumeBroadcastEnable", true),
                    Math.max(1, (int) JsonDocument.number(config, "retryQueueNums", defaults.retryQueues())),
                    (int) JsonDocument.number(config, "retryMaxTimes", defaults.retryMaxTimes()),
                    JsonDocument.flag(config, "consumeFromMinEnable", defaults.consumeFromMin()),
                    JsonDocument.flag(config, "consumeMessageOrderly", defaults.ordered()),
                    JsonDocument.number(config, "brokerId", defaults.brokerId()),
                    JsonDocument.number(config, "whichBrokerWhenConsumeSlowly", defaults.slowReadBrokerId()),
                    JsonDocument.flag(config, "notifyConsumerIdsChangedEnable", defaults.notifyMembers()),
                    (int) JsonDocument.number(config, "groupSysFlag", defaults.sysFlag()),
                    (int) JsonDocument.number(config, "consumeTimeoutMinute", defaults.consumeTimeoutMinutes()))));
        });
        return groups;
    }

    static Map<String, ?> offsets(ConsumerOffsets offsets, long now) {
        return offsets(offsets, List.of(), now);
    }

    /**
     * @param pops what is handed out by pops; official brokers pass this part of the file over
     */
    static Map<String, ?> offsets(ConsumerOffsets offsets, List<PopTable.Saved> pops, long now) {
        Map<String, Map<Integer, Long>> table = new TreeMap<>();
        for (String group : offsets.groups()) {
            for (String topic : offsets.topics(group)) {
                table.put(topic + TOPIC_FROM_GROUP + group, new TreeMap<>(offsets.queues(group, topic)));
            }
        }
        Map<String, Map<Integer, Object>> popped = new TreeMap<>();
        for (PopTable.Saved queue : pops) {
            PopKey key = queue.key();
            String name = key.topic() + TOPIC_FROM_GROUP + key.group();
            // Offsets move on all the time; the one that goes with the rest of the queue's state is written with it.
            table.computeIfAbsent(name, missing -> new TreeMap<>()).put(key.queueId(), queue.base());
            popped.computeIfAbsent(name, missing -> new TreeMap<>())
                    .put(key.queueId(), Map.of("next", queue.next(), "ordered", queue.ordered(), "out", queue.out()));
        }
        Map<String, Object> document = document(OFFSETS, table, Map.of(), now);
        if (!popped.isEmpty()) {
            document.put(POPS, popped);
        }
        return document;
    }

    static List<PopTable.Saved> pops(Map<String, Object> document) {
        List<PopTable.Saved> pops = new ArrayList<>();
        Map<String, Object> table = JsonDocument.object(document, POPS);
        for (String name : table.keySet()) {
            int at = name.indexOf(TOPIC_FROM_GROUP);
            Map<Integer, Long> bases = numbers(JsonDocument.object(JsonDocument.object(document, OFFSETS), name));
            Map<String, Object> queues = JsonDocument.object(table, name);
            bases.forEach((queueId, base) -> {
                Map<String, Object> queue = JsonDocument.object(queues, Integer.toString(queueId));
                if (at > 0 && !queue.isEmpty()) {
                    pops.add(new PopTable.Saved(
                            new PopKey(name.substring(at + 1), name.substring(0, at), queueId),
                            base,
                            JsonDocument.number(queue, "next", base),
                            JsonDocument.flag(queue, "ordered", false),
                            JsonDocument.numberLists(queue, "out")));
                }
            });
        }
        return pops;
    }

    static Map<String, ?> requestModes(RequestModes modes) {
        Map<String, Map<String, Object>> table = new TreeMap<>();
        for (RequestModesResponse.Entry entry : modes.all()) {
            table.computeIfAbsent(entry.topic(), topic -> new TreeMap<>())
                    .put(
                            entry.consumerGroup(),
                            Map.of(
                                    "consumerGroup", entry.consumerGroup(),
                                    "mode", entry.mode().name(),
                                    "popShareQueueNum", entry.popShareQueues(),
                                    "topic", entry.topic()));
        }
        return Map.of(MODES, table);
    }

    static List<RequestModesResponse.Entry> requestModes(Map<String, Object> document) {
        List<RequestModesResponse.Entry> entries = new ArrayList<>();
        Map<String, Object> table = JsonDocument.object(document, MODES);
        for (String topic : table.keySet()) {
            Map<String, Object> groups = JsonDocument.object(table, topic);
            for (String group : groups.keySet()) {
                Map<String, Object> entry = JsonDocument.object(groups, group);
                boolean pops = JsonDocument.text(entry, "mode").equals(MessageRequestMode.POP.name());
                entries.add(new RequestModesResponse.Entry(
                        topic, group, pops ? MessageRequestMode.POP : MessageRequestMode.PULL, (int)
                                JsonDocument.number(entry, "popShareQueueNum", 0)));
            }
        }
        return entries;
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

    /** What was read, without a topic: else it would be written back. */
    static Map<String, Object> withoutTopic(Map<String, Object> read, String topic) {
        return without(read, TOPICS, topic);
    }

    /** The same for a group. */
    static Map<String, Object> withoutGroup(Map<String, Object> read, String group) {
        return without(read, GROUPS, group);
    }

    private static Map<String, Object> without(Map<String, Object> read, String table, String name) {
        if (!JsonDocument.object(read, table).containsKey(name)) {
            return read;
        }
        Map<String, Object> entries = new LinkedHashMap<>(JsonDocument.object(read, table));
        entries.remove(name);
        Map<String, Object> document = new LinkedHashMap<>(read);
        document.put(table, entries);
        return document;
    }

    /** A table of tables of strings; what is of another kind is passed over. */
    static Map<String, Map<String, String>> values(Map<String, Object> document, String table) {
        Map<String, Map<String, String>> values = new TreeMap<>();
        Map<String, Object> outer = JsonDocument.object(document, table);
        for (String name : outer.keySet()) {
            Map<String, String> inner = new TreeMap<>();
            JsonDocument.object(outer, name).forEach((key, value) -> {
                if (value instanceof String text) {
                    inner.put(key, text);
                }
            });
            values.put(name, inner);
        }
        return values;
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

    private static Map<String, Object> document(String table, Map<?, ?> content, Map<String, Object> read, long now) {
        Map<String, Object> document = new LinkedHashMap<>(read);
        // Official brokers compare versions for equality and want them to rise: the time of the write does both.
        document.put("dataVersion", Map.of("counter", now, "stateVersion", 0, "timestamp", now));
        document.put(table, content);
        return document;
    }
}
