package io.mqspring.protocol.codec;

import io.mqspring.message.MessageQueue;
import java.util.List;

/** Queues as an array of objects. Stateless. */
final class QueueListJson {

    private QueueListJson() {}

    static void write(String name, List<MessageQueue> queues, JsonWriter out) {
        out.name(name).beginArray();
        for (MessageQueue queue : queues) {
            out.beginObject()
                    .field("brokerName", queue.brokerName())
                    .field("queueId", queue.queueId())
                    .field("topic", queue.topic())
                    .endObject();
        }
        out.endArray();
    }

    static List<MessageQueue> read(JsonObject in, String name) {
        return in.objects(name).stream()
                .map(queue ->
                        new MessageQueue(queue.string("topic"), queue.string("brokerName"), queue.intValue("queueId")))
                .toList();
    }
}
