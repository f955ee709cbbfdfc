package io.mqspring.protocol.codec;

import io.mqspring.message.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Maps whose keys are queues: the key is an object, which is not JSON but what official peers write and need. Stateless.
 *
 * <pre>
 * {{"brokerName":"b","queueId":0,"topic":"T"}:{...},{"brokerName":"b","queueId":1,"topic":"T"}:{...}}
 * </pre>
 */
final class QueueMapJson {

    private QueueMapJson() {}

    static <V> void write(String name, Map<MessageQueue, V> queues, JsonWriter out, BiConsumer<V, JsonWriter> value) {
        out.name(name).beginObject();
        queues.forEach((queue, content) -> {
            write(queue, out);
            out.colon().beginObject();
            value.accept(content, out);
            out.endObject();
        });
        out.endObject();
    }

    /** A map whose values are offsets. */
    static void writeOffsets(String name, Map<MessageQueue, Long> offsets, JsonWriter out) {
        out.name(name).beginObject();
        offsets.forEach((queue, offset) -> {
            write(queue, out);
            out.colon().value(offset);
        });
        out.endObject();
    }

    static void write(MessageQueue queue, JsonWriter out) {
        out.beginObject()
                .field("brokerName", queue.brokerName())
                .field("queueId", queue.queueId())
                .field("topic", queue.topic())
                .endObject();
    }

    static Map<MessageQueue, Long> readOffsets(JsonObject in, String name) {
        Map<MessageQueue, Long> offsets = new LinkedHashMap<>();
        in.object(name).forEachLong((key, offset) -> offsets.put(queue(key), offset));
        return Map.copyOf(offsets);
    }

    static <V> Map<MessageQueue, V> read(JsonObject in, String name, Function<JsonObject, V> value) {
        Map<MessageQueue, V> queues = new LinkedHashMap<>();
        in.object(name).forEachObject((key, content) -> queues.put(queue(key), value.apply(content)));
        return Map.copyOf(queues);
    }

    static MessageQueue queue(JsonObject in) {
        return new MessageQueue(in.string("topic"), in.string("brokerName"), in.intValue("queueId"));
    }

    private static MessageQueue queue(Object key) {
        // Some writers know no better than to put the object into a string.
        JsonObject queue = key instanceof JsonObject object
                ? object
                : JsonBodyReader.read(key.toString().getBytes(StandardCharsets.UTF_8));
        return queue(queue);
    }
}
