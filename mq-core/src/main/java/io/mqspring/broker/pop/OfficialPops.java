package io.mqspring.broker.pop;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.message.MessageView;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.RecordFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes over what consumers have popped at an official broker and not acknowledged. Such a broker writes check points
 * (tag {@code ck}: what it handed out) and acknowledgements (tags {@code ack} and {@code bAck}) to a topic of its own, by way
 * of its timers, so some come only when they are due. All of them are read in order and become messages that are out here.
 * Under the lock of {@link PopTable}.
 */
final class OfficialPops {

    private static final Logger log = LoggerFactory.getLogger(OfficialPops.class);
    private static final String TOPICS = "rmq_sys_REVIVE_LOG_";
    private static final String GROUP = "CID_RMQ_SYS_REVIVE_GROUP";
    /** Acknowledgements come a second after the check points they belong to. */
    private static final long GRACE = 5_000;

    private static final int RUN = 256;
    private static final int RUN_BYTES = 1024 * 1024;

    private final PopParts parts;
    private final Returns returns;
    private final JsonMapper mapper = JsonMapper.builder().build();

    OfficialPops(PopParts parts, Returns returns) {
        this.parts = parts;
        this.returns = returns;
    }

    /** Whether a topic is an official broker's, for pops. */
    static boolean isTopic(String topic) {
        return topic.startsWith(TOPICS);
    }

    /** Whether there is something to read. */
    boolean isBehind() {
        return parts.store().queueCounts().entrySet().stream()
                .anyMatch(topic -> isTopic(topic.getKey()) && isBehind(topic.getKey(), topic.getValue()));
    }

    private boolean isBehind(String topic, int queues) {
        for (int queueId = 0; queueId < queues; queueId++) {
            if (next(topic, queueId) < parts.store().maxOffset(topic, queueId)) {
                return true;
            }
        }
        return false;
    }

    /** Reads what has not been read. */
    void read() {
        long before = parts.table().handedOut();
        parts.store().queueCounts().forEach((topic, queues) -> {
            for (int queueId = 0; isTopic(topic) && queueId < queues; queueId++) {
                read(topic, queueId);
            }
        });
        returns.arm();
        long more = parts.table().handedOut() - before;
        if (more > 0) {
            log.info(
                    "{} messages that consumers popped at an official broker, and have not acknowledged, come again here",
                    more);
        }
    }

    private void read(String topic, int queueId) {
        MessageStore store = parts.store();
        long next = next(topic, queueId);
        long end = store.maxOffset(topic, queueId);
        while (next < end) {
            ReadResult result = store.read(topic, queueId, next, RUN, RUN_BYTES, RecordFilter.ALL);
            try (var batch = result.batch()) {
                batch.toViews(parts.brokerName()).forEach(this::take);
            }
            next = Math.max(next + 1, result.nextOffset());
        }
        // In one file with what is out, so that a crash takes back both or neither.
        parts.offsets().commit(GROUP, topic, queueId, end);
    }

    private long next(String topic, int queueId) {
        ConsumerOffsets offsets = parts.offsets();
        return offsets.committed(GROUP, topic, queueId).orElse(parts.store().minOffset(topic, queueId));
    }

    private void take(MessageView record) {
        Map<?, ?> content;
        try {
            content = mapper.readValue(new String(record.body(), StandardCharsets.UTF_8), Map.class);
        } catch (JacksonException e) {
            log.warn("The record at {} of {} is passed over: {}", record.offset(), record.queue(), e.getMessage());
            return;
        }
        PopKey key = new PopKey(text(content, "c"), text(content, "t"), (int) number(content, "q", 0));
        long popTime = number(content, "pt", 0);
        switch (record.tag().orElse("")) {
            case "ck" -> out(key, popTime, content);
            case "ack" -> acknowledged(key, popTime, List.of(number(content, "ao", -1)));
            case "bAck" -> acknowledged(key, popTime, numbers(content, "aol"));
            default -> log.debug("{} is neither check point nor acknowledgement", record);
        }
    }

    private void out(PopKey key, long popTime, Map<?, ?> checkPoint) {
        Optional<PopQueue> queue = queue(key);
        if (queue.isEmpty()) {
            // Nothing was committed: the group begins with these messages anyway.
            return;
        }
        long start = number(checkPoint, "so", 0);
        long known = number(checkPoint, "bm", 0);
        List<Long> steps = numbers(checkPoint, "d");
        int count = steps.isEmpty() ? (int) number(checkPoint, "n", 0) : steps.size();
        long due = Math.max(
                        QueuePop.due(popTime, number(checkPoint, "it", 0)),
                        parts.time().wallMillis())
                + GRACE;
        for (int i = 0; i < count; i++) {
            long offset = start + (steps.isEmpty() ? i : steps.get(i));
            boolean acknowledged = i < Integer.SIZE && (known & 1L << i) != 0;
            if (!acknowledged && offset < queue.get().next && !queue.get().out.containsKey(offset)) {
                Handout handout = new Handout(offset, popTime, due);
                handout.suspended = Boolean.TRUE.equals(checkPoint.get("sp"));
                queue.get().out.put(offset, handout);
                returns.expect(queue.get(), handout);
            }
        }
        parts.table().changed(queue.get());
    }

    private Optional<PopQueue> queue(PopKey key) {
        PopQueue known = parts.table().find(key);
        if (known != null) {
            return Optional.of(known);
        }
        OptionalLong committed = parts.offsets().committed(key.group(), key.topic(), key.queueId());
        return committed.isEmpty()
                ? Optional.empty()
                : Optional.of(parts.table().add(key, committed.getAsLong()));
    }

    private void acknowledged(PopKey key, long popTime, List<Long> offsets) {
        PopQueue queue = parts.table().find(key);
        for (long offset : offsets) {
            Handout handout = queue == null ? null : queue.out.get(offset);
            if (queue != null && handout != null && handout.popTime == popTime && !handout.returning) {
                queue.out.remove(offset);
            }
        }
        if (queue != null) {
            parts.table().changed(queue);
        }
    }

    private static String text(Map<?, ?> content, String name) {
        return content.get(name) instanceof String text ? text : "";
    }

    private static long number(Map<?, ?> content, String name, long otherwise) {
        return content.get(name) instanceof Number number ? number.longValue() : otherwise;
    }

    private static List<Long> numbers(Map<?, ?> content, String name) {
        List<Long> numbers = new ArrayList<>();
        if (content.get(name) instanceof List<?> list) {
            list.forEach(element -> numbers.add(element instanceof Number number ? number.longValue() : -1L));
        }
        return numbers;
    }
}
