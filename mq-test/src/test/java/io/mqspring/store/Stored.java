package io.mqspring.store;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A record as a test submitted it, with the place that it was told. */
final class Stored {

    final String id;
    final String topic;
    final int queueId;
    final byte[] body;
    final Map<String, String> properties = new LinkedHashMap<>();
    long position = -1;
    long offset = -1;
    boolean acknowledged;

    Stored(String id, String topic, int queueId, byte[] body) {
        this.id = id;
        this.topic = topic;
        this.queueId = queueId;
        this.body = body;
        properties.put(PropertyNames.UNIQ_KEY, id);
    }

    /** A random one; about one in eight spans several sectors with its properties. */
    static Stored random(String id, RandomGenerator random) {
        byte[] body = new byte[random.nextInt(8) == 0 ? 0 : random.nextInt(1200)];
        random.nextBytes(body);
        Stored stored = new Stored(id, "topic-" + random.nextInt(3), random.nextInt(2), body);
        if (random.nextBoolean()) {
            stored.properties.put(PropertyNames.TAGS, "tag" + random.nextInt(3));
        }
        if (random.nextInt(8) == 0) {
            stored.properties.put("filling", "x".repeat(1 + random.nextInt(2500)));
        }
        return stored;
    }

    RecordContent content() {
        return RecordContent.of(
                topic,
                queueId,
                7,
                0,
                1234,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(body),
                MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8),
                RecordContent.tagsCode(properties.getOrDefault(PropertyNames.TAGS, "")));
    }

    /** What differs between this and what was read, or an empty text. */
    String difference(MessageView view) {
        StringBuilder text = new StringBuilder();
        if (!Arrays.equals(body, view.storedBody())) {
            text.append("body ");
        }
        if (!properties.equals(view.properties())) {
            text.append("properties ").append(view.properties().keySet());
        }
        if (!view.queue().topic().equals(topic) || view.queue().queueId() != queueId) {
            text.append("queue ").append(view.queue());
        }
        if (offset >= 0 && (view.offset() != offset || view.physicalOffset() != position)) {
            text.append("place ").append(view.offset()).append('@').append(view.physicalOffset());
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return id + " " + topic + "/" + queueId + " offset " + offset + " at " + position;
    }
}
