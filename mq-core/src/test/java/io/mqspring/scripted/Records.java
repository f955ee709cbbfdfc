package io.mqspring.scripted;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Encoded records for answers to pulls. */
public final class Records {

    private Records() {}

    /** One record with a tag; an empty tag is none. */
    public static ByteBuffer record(String topic, int queueId, long offset, String tag, long storedAt) {
        byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
        byte[] properties = MessageProperties.encode(Map.of(PropertyNames.TAGS, tag, PropertyNames.UNIQ_KEY, "ID"))
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = "body".getBytes(StandardCharsets.UTF_8);
        int size = RecordFormat.size(body.length, topicBytes.length, properties.length, false, false);
        ByteBuffer record = ByteBuffer.allocate(size);
        record.putInt(size)
                .putInt(RecordFormat.MAGIC_V1)
                .putInt(0)
                .putInt(queueId)
                .putInt(0);
        record.putLong(offset)
                .putLong(offset * size)
                .putInt(0)
                .putLong(storedAt)
                .putLong(0);
        record.putLong(storedAt).putLong(0).putInt(0).putLong(0);
        record.putInt(body.length).put(body);
        record.put((byte) topicBytes.length).put(topicBytes);
        record.putShort((short) properties.length).put(properties);
        return record.flip();
    }

    /** A batch of one record a tag, offsets from the given one, counting when it is released. */
    public static RecordBatch batch(
            String topic, int queueId, long offset, long storedAt, AtomicInteger released, String... tags) {
        List<ByteBuffer> slices = new java.util.ArrayList<>();
        for (int i = 0; i < tags.length; i++) {
            slices.add(record(topic, queueId, offset + i, tags[i], storedAt));
        }
        return RecordBatch.leased(slices, tags.length, released::incrementAndGet);
    }
}
