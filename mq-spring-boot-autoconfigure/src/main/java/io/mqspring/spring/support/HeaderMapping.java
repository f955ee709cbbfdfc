package io.mqspring.spring.support;

import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.MessageHeaders;
import org.springframework.util.MimeType;

/**
 * Between message properties, which are text, and headers. Properties that brokers and clients give a meaning to have
 * header names of their own ({@link MqHeaders}) or none, so that a header cannot change a message's fate. Stateless.
 */
public final class HeaderMapping {

    /** Spring's own, made anew for each message object or meaningless elsewhere. */
    private static final Set<String> LOCAL_HEADERS = Set.of(
            MessageHeaders.ID,
            MessageHeaders.TIMESTAMP,
            MessageHeaders.REPLY_CHANNEL,
            MessageHeaders.ERROR_CHANNEL,
            "nativeHeaders");

    private static final Set<String> SYSTEM_PROPERTIES = Set.of(
            PropertyNames.KEYS,
            PropertyNames.TAGS,
            PropertyNames.WAIT,
            PropertyNames.DELAY,
            PropertyNames.UNIQ_KEY,
            PropertyNames.MSG_REGION,
            PropertyNames.TRACE_ON,
            PropertyNames.CLUSTER,
            PropertyNames.RETRY_TOPIC,
            PropertyNames.ORIGIN_MESSAGE_ID,
            PropertyNames.RECONSUME_TIME,
            PropertyNames.MAX_RECONSUME_TIMES,
            PropertyNames.REAL_TOPIC,
            PropertyNames.REAL_QID,
            PropertyNames.TRAN_MSG,
            PropertyNames.PGROUP,
            PropertyNames.TIMER_DELIVER_MS,
            PropertyNames.TIMER_DELAY_MS,
            PropertyNames.TIMER_DELAY_SEC,
            PropertyNames.TIMER_OUT_MS,
            PropertyNames.INSTANCE_ID,
            PropertyNames.SHARDING_KEY,
            PropertyNames.CORRELATION_ID,
            PropertyNames.REPLY_TO_CLIENT,
            PropertyNames.MSG_TYPE,
            PropertyNames.PUSH_REPLY_TIME,
            PropertyNames.MQ_DUE_MS,
            PropertyNames.MQ_TIMER_OFFSET,
            PropertyNames.TIMER_DEL_UNIQKEY,
            PropertyNames.MQ_RECALLED);

    private HeaderMapping() {}

    /**
     * Puts a header into a message.
     *
     * @throws IllegalArgumentException when the name is the broker's or the value has no plain text form
     */
    public static void apply(Message.Builder message, String name, Object value) {
        switch (name) {
            case MqHeaders.KEYS -> applyKeys(message, value);
            case MqHeaders.TAGS -> message.tag(text(name, value));
            case MqHeaders.ORDERED_BY -> message.orderedBy(text(name, value));
            default -> applyProperty(message, name, value);
        }
    }

    private static void applyKeys(Message.Builder message, Object value) {
        if (value instanceof Collection<?> keys) {
            keys.forEach(key -> message.key(String.valueOf(key)));
            return;
        }
        for (String key : text(MqHeaders.KEYS, value).trim().split("\\s+")) {
            message.key(key);
        }
    }

    private static void applyProperty(Message.Builder message, String name, Object value) {
        if (LOCAL_HEADERS.contains(name) || name.startsWith(MqHeaders.PREFIX)) {
            return;
        }
        if (SYSTEM_PROPERTIES.contains(name)) {
            throw new IllegalArgumentException("The header '" + name
                    + "' is one that brokers give a meaning to. Choose another name; key, tag and order have methods and"
                    + " MqHeaders names of their own.");
        }
        message.property(name, text(name, value));
    }

    private static String text(String name, Object value) {
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof UUID
                || value instanceof TemporalAccessor
                || value instanceof MimeType) {
            return value.toString();
        }
        throw new IllegalArgumentException("The header '" + name + "' has a value of type "
                + value.getClass().getName()
                + ", but headers travel as text: give it as a String, or put it into the payload.");
    }

    /** All headers of a received message, under {@link MqHeaders} names and the names of its own properties. */
    public static Map<String, Object> headers(MessageView message) {
        Map<String, Object> headers = new LinkedHashMap<>();
        message.properties().forEach((name, value) -> {
            if (!SYSTEM_PROPERTIES.contains(name)) {
                headers.put(name, value);
            }
        });
        for (String name : RECEIVED) {
            Object value = header(message, name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static final Set<String> RECEIVED = Set.of(
            MqHeaders.KEYS,
            MqHeaders.TAGS,
            MqHeaders.ORDERED_BY,
            MqHeaders.MESSAGE_ID,
            MqHeaders.TOPIC,
            MqHeaders.QUEUE,
            MqHeaders.OFFSET,
            MqHeaders.ATTEMPT,
            MqHeaders.BORN_TIMESTAMP,
            MqHeaders.STORE_TIMESTAMP);

    /** One header of a received message, or null; a property's raw name works too. */
    public static @Nullable Object header(MessageView message, String name) {
        return switch (name) {
            case MqHeaders.KEYS -> message.propertyOrNull(PropertyNames.KEYS);
            case MqHeaders.TAGS -> message.propertyOrNull(PropertyNames.TAGS);
            case MqHeaders.ORDERED_BY -> message.propertyOrNull(PropertyNames.SHARDING_KEY);
            case MqHeaders.MESSAGE_ID -> message.messageId();
            case MqHeaders.TOPIC -> message.topic();
            case MqHeaders.QUEUE -> message.queue().queueId();
            case MqHeaders.OFFSET -> message.offset();
            case MqHeaders.ATTEMPT -> message.attempt();
            case MqHeaders.BORN_TIMESTAMP -> message.bornTimestamp();
            case MqHeaders.STORE_TIMESTAMP -> message.storeTimestamp();
            default -> message.propertyOrNull(name);
        };
    }
}
