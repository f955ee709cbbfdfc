package io.mqspring.autoconfigure.actuate;

import io.mqspring.admin.GroupDescription;
import io.mqspring.admin.GroupSummary;
import io.mqspring.admin.MemberDescription;
import io.mqspring.admin.QueueDescription;
import io.mqspring.admin.TopicProgress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Descriptions as maps of plain values, in reading order, without what is not known. Stateless. */
final class GroupJson {

    private GroupJson() {}

    static Map<String, Object> summary(GroupSummary summary) {
        Fields fields = new Fields();
        fields.put("group", summary.group());
        fields.put("state", summary.state().name());
        fields.put("members", summary.members());
        fields.put("lag", summary.lag());
        fields.put("lagAge", summary.lagAge());
        fields.put("topics", summary.topics());
        return fields.map;
    }

    /**
     * @param moreRetries to show beside what waits in the retry topic
     */
    static Map<String, Object> description(GroupDescription group, Map<String, Object> moreRetries) {
        Fields retry = new Fields();
        retry.put("waiting", group.retry());
        retry.map.putAll(moreRetries);
        Fields fields = new Fields();
        fields.put("group", group.group());
        fields.put("state", group.state().name());
        fields.put("lag", group.lag());
        fields.put("lagAge", group.lagAge());
        if (!retry.map.isEmpty()) {
            fields.put("retry", retry.map);
        }
        fields.put("members", group.members().stream().map(GroupJson::member).toList());
        fields.put("topics", group.topics().stream().map(GroupJson::topic).toList());
        return fields.map;
    }

    private static Map<String, Object> member(MemberDescription member) {
        Fields fields = new Fields();
        fields.put("clientId", member.clientId());
        fields.put("host", member.host());
        fields.put("version", member.version());
        fields.put("subscriptions", new TreeMap<>(member.subscriptions()));
        return fields.map;
    }

    private static Map<String, Object> topic(TopicProgress topic) {
        Fields fields = new Fields();
        fields.put("topic", topic.topic());
        fields.put("lag", topic.lag());
        fields.put("lagAge", topic.lagAge());
        fields.put("queues", topic.queues().stream().map(GroupJson::queue).toList());
        return fields.map;
    }

    private static Map<String, Object> queue(QueueDescription queue) {
        Fields fields = new Fields();
        fields.put("broker", queue.broker());
        fields.put("queue", queue.queue());
        fields.put("minOffset", queue.minOffset());
        fields.put("maxOffset", queue.maxOffset());
        fields.put("committedOffset", queue.committedOffset());
        fields.put("consumedOffset", queue.consumedOffset());
        fields.put("lag", queue.lag());
        fields.put("lagAge", queue.lagAge());
        fields.put("inFlight", queue.cached());
        fields.put("owner", queue.owner());
        return fields.map;
    }

    /** Leaves out what is empty. */
    private static final class Fields {

        private final Map<String, Object> map = new LinkedHashMap<>();

        void put(String name, Object value) {
            if (value instanceof OptionalLong known) {
                known.ifPresent(number -> map.put(name, number));
            } else if (value instanceof OptionalInt known) {
                known.ifPresent(number -> map.put(name, number));
            } else if (value instanceof Optional<?> known) {
                known.ifPresent(inner -> put(name, inner));
            } else {
                map.put(name, value instanceof Duration duration ? duration.toString() : value);
            }
        }
    }
}
