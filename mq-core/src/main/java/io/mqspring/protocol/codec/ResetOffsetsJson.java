package io.mqspring.protocol.codec;

import io.mqspring.message.MessageQueue;
import java.util.LinkedHashMap;
import java.util.Map;

/** New offsets as brokers push them: a map by queue, or for clients of other languages a list. Stateless. */
final class ResetOffsetsJson {

    private static final String TABLE = "offsetTable";

    private ResetOffsetsJson() {}

    static Map<MessageQueue, Long> read(JsonObject in) {
        if (!in.isArray(TABLE)) {
            return QueueMapJson.readOffsets(in, TABLE);
        }
        Map<MessageQueue, Long> offsets = new LinkedHashMap<>();
        for (JsonObject entry : in.objects(TABLE)) {
            offsets.put(QueueMapJson.queue(entry), entry.longValue("offset"));
        }
        return Map.copyOf(offsets);
    }
}
