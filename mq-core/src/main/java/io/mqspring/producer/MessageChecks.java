package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses what no broker would take, before anything is sent. Stateless but for the limits. */
final class MessageChecks {

    private static final Set<String> CLOSED_TOPICS = Set.of(
            TopicNames.SCHEDULE_TOPIC,
            TopicNames.TIMER_TOPIC,
            TopicNames.HALF_TOPIC,
            TopicNames.OP_TOPIC,
            TopicNames.UNSETTLED_TOPIC,
            "SELF_TEST_TOPIC",
            "OFFSET_MOVED_EVENT");

    private static final List<String> RESERVED_PROPERTIES = List.of(
            PropertyNames.UNIQ_KEY,
            PropertyNames.REAL_TOPIC,
            PropertyNames.REAL_QID,
            PropertyNames.TRAN_MSG,
            PropertyNames.PGROUP,
            PropertyNames.REPLY_TO_CLIENT,
            PropertyNames.TIMER_OUT_MS,
            PropertyNames.MQ_DUE_MS,
            PropertyNames.MQ_TIMER_OFFSET,
            PropertyNames.MQ_RECALLED,
            PropertyNames.TIMER_DEL_UNIQKEY,
            PropertyNames.RECONSUME_TIME,
            PropertyNames.MAX_RECONSUME_TIMES);

    private static final List<String> DELAY_PROPERTIES = List.of(
            PropertyNames.DELAY,
            PropertyNames.TIMER_DELAY_SEC,
            PropertyNames.TIMER_DELAY_MS,
            PropertyNames.TIMER_DELIVER_MS);

    private static final List<String> REQUEST_PROPERTIES =
            List.of(PropertyNames.CORRELATION_ID, PropertyNames.TTL, PropertyNames.MSG_TYPE);

    /** Room that the broker needs for the properties it adds. */
    private static final int BROKER_PROPERTY_BYTES = 256;

    private final int maxBodyBytes;

    MessageChecks(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * @throws SendException of kind {@code INVALID}
     */
    void check(Message message) {
        checkTopic(message.topic());
        checkReserved(message);
        int length = message.body().length;
        if (length == 0) {
            throw invalid("the body of a message to topic '" + message.topic()
                    + "' is empty: brokers take no message without a body");
        }
        if (length > maxBodyBytes) {
            throw invalid("the body of a message to topic '" + message.topic() + "' has " + length
                    + " bytes, the limit is " + maxBodyBytes
                    + ": send less, keep the content elsewhere and send a reference,"
                    + " or raise mq.producer.max-message-size here and the limit of the broker");
        }
    }

    /**
     * @throws SendException of kind {@code INVALID}
     */
    void checkHalf(Message message) {
        check(message);
        String delay = delayProperty(message);
        if (delay != null) {
            throw invalid("a message in a transaction to topic '" + message.topic() + "' has the property " + delay
                    + ": it can be delayed or in a transaction, not both");
        }
    }

    /**
     * @throws SendException of kind {@code INVALID}
     */
    void checkRequest(Message message) {
        check(message);
        for (String name : REQUEST_PROPERTIES) {
            if (message.properties().containsKey(name)) {
                throw invalid("a request to topic '" + message.topic() + "' has the property " + name
                        + ", which requests have a use for: choose another name");
            }
        }
        String delay = delayProperty(message);
        if (delay != null) {
            throw invalid("a request to topic '" + message.topic() + "' has the property " + delay
                    + ": somebody waits for its reply, so it is" + " sent at once");
        }
    }

    /** The property by which a message is delivered later than it is sent, or null. */
    private static @Nullable String delayProperty(Message message) {
        Map<String, String> own = message.properties();
        return DELAY_PROPERTIES.stream().filter(own::containsKey).findFirst().orElse(null);
    }

    /** Whether brokers take no batch with such a message. */
    static boolean goesAlone(Message message) {
        return delayProperty(message) != null
                || TopicNames.isRetryTopic(message.topic())
                || TopicNames.isDeadLetterTopic(message.topic());
    }

    /**
     * @throws SendException of kind {@code INVALID} when encoded properties are longer than a record can hold
     */
    static void checkProperties(String topic, String encoded) {
        int limit = MessageProperties.MAX_BYTES - BROKER_PROPERTY_BYTES;
        if (encoded.length() > limit / 3) {
            int bytes = encoded.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > limit) {
                throw invalid("the properties of a message to topic '" + topic + "' have " + bytes
                        + " bytes together, the limit is " + limit + ": put large values into the body");
            }
        }
    }

    static String waitOf(Message message) {
        return message.properties().getOrDefault(PropertyNames.WAIT, "true");
    }

    private static void checkTopic(String topic) {
        try {
            TopicNames.checkTopic(topic);
        } catch (IllegalArgumentException e) {
            throw new SendException(SendException.Kind.INVALID, "the message cannot be sent: " + e.getMessage(), e);
        }
        if (CLOSED_TOPICS.contains(topic)) {
            throw invalid("topic '" + topic + "' is the broker's own: choose another name");
        }
    }

    private static void checkReserved(Message message) {
        Map<String, String> properties = message.properties();
        if (properties.isEmpty()) {
            return;
        }
        for (String name : RESERVED_PROPERTIES) {
            if (properties.containsKey(name)) {
                throw invalid("the property name " + name + " of a message to topic '" + message.topic()
                        + "' is reserved: choose another name");
            }
        }
    }

    private static SendException invalid(String text) {
        return new SendException(SendException.Kind.INVALID, text, null);
    }
}
