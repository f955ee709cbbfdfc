package io.mqspring.producer;

import io.mqspring.message.DelayLevels;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.protocol.SendReplyRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;

/**
 * A message, or a batch, as it goes on the wire: everything but the queue.
 *
 * @param messageId unique id; of a batch all ids, joined by commas
 * @param body read by absolute position, so that a retry can send it again
 */
record Outgoing(
        String topic,
        String messageId,
        Kind kind,
        int sysFlag,
        int flag,
        long bornTimestamp,
        String properties,
        ByteBuffer body) {

    /** What it is sent as. */
    enum Kind {
        SINGLE,
        BATCH,
        /** The answer to a request: passed on to the client that waits. */
        REPLY
    }

    private static final int NEW_TOPIC_QUEUES = 4;
    private static final String TIMER = "TIMER_DEL";

    /** Whether older brokers get it in another form. */
    boolean dependsOnVersion() {
        return kind == Kind.BATCH || properties.contains(TIMER);
    }

    /**
     * In the form that a broker understands: one before RocketMQ 5 has no exact delays, and gives each message of a batch the
     * batch's own id.
     *
     * @param brokerVersion as {@link ProtocolVersion} numbers it
     * @param wallMillis now
     * @param exact whether only the very delay will do
     * @throws SendException of kind {@code INVALID} when the broker has no such delay
     */
    Outgoing fitting(int brokerVersion, long wallMillis, boolean exact) {
        if (brokerVersion >= ProtocolVersion.V5_0_0 || !dependsOnVersion()) {
            return this;
        }
        if (kind == Kind.BATCH) {
            Map<String, String> own = MessageProperties.decode(properties);
            own.remove(PropertyNames.UNIQ_KEY);
            return with(own);
        }
        return withLevel(wallMillis, exact);
    }

    /** With the level of the next longer delay. */
    private Outgoing withLevel(long wallMillis, boolean exact) {
        Map<String, String> own = MessageProperties.decode(properties);
        Duration delay = takeDelay(own, wallMillis);
        if (own.get(PropertyNames.DELAY) == null && !delay.isNegative() && !delay.isZero()) {
            int level = DelayLevels.atLeast(delay)
                    .orElseThrow(() -> new SendException(
                            SendException.Kind.INVALID,
                            "a message to topic '" + topic + "' is to be delayed by " + SendFailures.text(delay)
                                    + ", but its broker is older than RocketMQ 5 and delays by 2 h at most: choose a shorter"
                                    + " delay, or upgrade the brokers",
                            null));
            if (exact && !DelayLevels.delay(level).equals(delay)) {
                throw new SendException(
                        SendException.Kind.INVALID,
                        "a message to topic '" + topic + "' is to be delayed by exactly " + SendFailures.text(delay)
                                + " (mq.producer.exact-delays), but its broker is older than RocketMQ 5 and only knows"
                                + " levels, of which the next is "
                                + SendFailures.text(DelayLevels.delay(level))
                                + ": choose that, allow the next longer level, or upgrade the brokers",
                        null);
            }
            own.put(PropertyNames.DELAY, Integer.toString(level));
        }
        return with(own);
    }

    private Outgoing with(Map<String, String> other) {
        return new Outgoing(
                topic, messageId, kind, sysFlag, flag, bornTimestamp, MessageProperties.encode(other), body);
    }

    private static Duration takeDelay(Map<String, String> properties, long wallMillis) {
        String seconds = properties.remove(PropertyNames.TIMER_DELAY_SEC);
        String millis = properties.remove(PropertyNames.TIMER_DELAY_MS);
        String at = properties.remove(PropertyNames.TIMER_DELIVER_MS);
        try {
            if (seconds != null) {
                return Duration.ofSeconds(Long.parseLong(seconds));
            }
            if (millis != null) {
                return Duration.ofMillis(Long.parseLong(millis));
            }
            return at == null ? Duration.ZERO : Duration.ofMillis(Long.parseLong(at) - wallMillis);
        } catch (NumberFormatException e) {
            throw new SendException(
                    SendException.Kind.INVALID, "a message is to be delayed by something that is no number", e);
        }
    }

    Request<SendMessageResponse> request(String producerGroup, int queueId) {
        if (kind == Kind.BATCH) {
            return new SendBatchMessageRequest(
                    producerGroup,
                    topic,
                    TopicNames.AUTO_CREATE_TOPIC,
                    NEW_TOPIC_QUEUES,
                    queueId,
                    sysFlag,
                    bornTimestamp,
                    flag,
                    properties,
                    body);
        }
        SendMessageRequest single = new SendMessageRequest(
                producerGroup,
                topic,
                TopicNames.AUTO_CREATE_TOPIC,
                NEW_TOPIC_QUEUES,
                queueId,
                sysFlag,
                bornTimestamp,
                flag,
                properties,
                0,
                -1,
                body);
        return kind == Kind.REPLY ? new SendReplyRequest(single) : single;
    }
}
