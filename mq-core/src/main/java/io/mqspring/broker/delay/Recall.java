package io.mqspring.broker.delay;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A wish to take timers back.
 *
 * @param topic where they go
 * @param key the unique id of the message, which a repeated send shares
 * @param officialDue the fire time of official brokers
 * @param due the earliest exact due time of those that wait
 * @param timers how many wait
 */
public record Recall(String topic, String key, long officialDue, long due, int timers) {

    private static final String TAG = "_RECALL_TAG_";
    private static final byte[] BODY = {'0'};

    /**
     * The mark that goes to the timer queue: official brokers understand it too. It is a timer itself, which is due before
     * those that it takes back and is never delivered.
     */
    RecordContent mark(HostAddress storeHost, long now) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(PropertyNames.UNIQ_KEY, key);
        properties.put(PropertyNames.TIMER_DEL_UNIQKEY, key);
        properties.put(PropertyNames.TAGS, TAG);
        // As official brokers say it: one more than the fire time, which is rounded down.
        properties.put(PropertyNames.TIMER_DELIVER_MS, Long.toString(officialDue + 1));
        properties.put(PropertyNames.TIMER_OUT_MS, Long.toString(officialDue));
        properties.put(PropertyNames.REAL_TOPIC, topic);
        properties.put(PropertyNames.REAL_QID, "0");
        properties.put(PropertyNames.MQ_RECALLED, Integer.toString(timers));
        return RecordContent.of(
                TopicNames.TIMER_TOPIC,
                0,
                0,
                0,
                now,
                storeHost,
                storeHost,
                0,
                ByteBuffer.wrap(BODY),
                MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8),
                RecordContent.tagsCode(TAG));
    }
}
