package io.mqspring.broker.delay;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TopicNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record that waits, read where it lies: valid only while its batch is open. Confined to its user.
 */
final class ParkedRecord {

    /** An official fire time is rounded down by up to this; delivery must not be early. */
    static final long OFFICIAL_PRECISION = 1000;

    private final ByteBuffer buffer;
    private final int at;
    private final String properties;

    ParkedRecord(ByteBuffer buffer, int at) {
        this.buffer = buffer;
        this.at = at;
        byte[] encoded = new byte[RecordFormat.propertiesLength(buffer, at)];
        buffer.get(RecordFormat.propertiesPosition(buffer, at), encoded);
        this.properties = new String(encoded, StandardCharsets.UTF_8);
    }

    /** Its offset in the queue where it waits. */
    long offset() {
        return RecordFormat.queueOffset(buffer, at);
    }

    long storeTimestamp() {
        return RecordFormat.storeTimestamp(buffer, at);
    }

    long physicalOffset() {
        return RecordFormat.physicalOffset(buffer, at);
    }

    /** Where it goes when it is due; null if it does not say. */
    @Nullable
    String realTopic() {
        return MessageProperties.find(properties, PropertyNames.REAL_TOPIC);
    }

    /** The message's unique id; null if it has none. */
    @Nullable
    String uniqueId() {
        return MessageProperties.find(properties, PropertyNames.UNIQ_KEY);
    }

    /** Which timer this takes back, if it is no timer itself but the mark of a recall; else null. */
    @Nullable
    String recalledKey() {
        return MessageProperties.find(properties, PropertyNames.TIMER_DEL_UNIQKEY);
    }

    /** How many timers this took back when it was stored; 0 if nobody counted. */
    long recalledTimers() {
        return number(PropertyNames.MQ_RECALLED, 0);
    }

    /** The fire time of official brokers: earlier than the exact one, by at most {@link #OFFICIAL_PRECISION}. */
    long officialDue() {
        return number(PropertyNames.TIMER_OUT_MS, 0);
    }

    /** The offset of the timer queue where it waited before, or -1. */
    long earlierOffset() {
        return number(PropertyNames.MQ_TIMER_OFFSET, -1);
    }

    /** Its exact due time; of one that an official broker stored, a time that is not too early. */
    long due() {
        long exact = number(PropertyNames.MQ_DUE_MS, -1);
        if (exact >= 0) {
            return exact;
        }
        long wanted = number(PropertyNames.TIMER_DELIVER_MS, -1);
        return wanted >= 0 ? wanted : number(PropertyNames.TIMER_OUT_MS, 0) + OFFICIAL_PRECISION;
    }

    /** What goes to the real topic. */
    RecordContent delivered(String topic, HostAddress storeHost) {
        return content(topic, (int) Math.max(0, number(PropertyNames.REAL_QID, 0)), storeHost, properties);
    }

    /** What goes to the real topic, marked with where it waited. */
    RecordContent deliveredTimer(String topic, HostAddress storeHost) {
        return content(
                topic, (int) Math.max(0, number(PropertyNames.REAL_QID, 0)), storeHost, marked(properties, offset()));
    }

    /** What goes to the end of the timer queue to wait on, marked with where it waited so far. */
    RecordContent parkedAnew(HostAddress storeHost) {
        return content(TopicNames.TIMER_TOPIC, 0, storeHost, marked(properties, offset()));
    }

    /** The record's properties with the mark, which replaces one of an earlier place. */
    private static String marked(String properties, long offset) {
        StringBuilder text = new StringBuilder(properties.length() + 40);
        String earlier = MessageProperties.find(properties, PropertyNames.MQ_TIMER_OFFSET);
        if (earlier == null) {
            text.append(properties);
            if (!properties.isEmpty()
                    && properties.charAt(properties.length() - 1) != MessageProperties.VALUE_SEPARATOR) {
                text.append(MessageProperties.VALUE_SEPARATOR);
            }
        } else {
            var others = MessageProperties.decode(properties);
            others.remove(PropertyNames.MQ_TIMER_OFFSET);
            text.append(MessageProperties.encode(others));
        }
        MessageProperties.append(text, PropertyNames.MQ_TIMER_OFFSET, Long.toString(offset));
        return text.toString();
    }

    private RecordContent content(String topic, int queueId, HostAddress storeHost, String properties) {
        String tag = MessageProperties.find(properties, PropertyNames.TAGS);
        return RecordContent.of(
                topic,
                queueId,
                RecordFormat.flag(buffer, at),
                RecordFormat.sysFlag(buffer, at),
                RecordFormat.bornTimestamp(buffer, at),
                RecordFormat.bornHost(buffer, at),
                storeHost,
                RecordFormat.reconsumeTimes(buffer, at),
                buffer.slice(RecordFormat.bodyPosition(buffer, at), RecordFormat.bodyLength(buffer, at)),
                properties.getBytes(StandardCharsets.UTF_8),
                tag == null ? 0 : RecordContent.tagsCode(tag));
    }

    private long number(String name, long otherwise) {
        String text = MessageProperties.find(properties, name);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
