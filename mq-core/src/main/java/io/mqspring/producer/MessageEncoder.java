package io.mqspring.producer;

import io.mqspring.message.BodyCompression;
import io.mqspring.message.BodyCompression.Codec;
import io.mqspring.message.Message;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.SysFlags;
import io.mqspring.message.UniqueIds;
import io.mqspring.runtime.TimeSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Turns messages into what goes on the wire: gives them their unique ids, writes their properties, compresses large bodies.
 * Stateless but for its parts; thread safe.
 */
final class MessageEncoder {

    private final MessageChecks checks;
    private final UniqueIds ids;
    private final TimeSource time;
    private final int compressOver;
    private final Codec codec;

    /**
     * @throws IllegalArgumentException when the codec needs a library that is not there
     */
    MessageEncoder(MessageChecks checks, UniqueIds ids, TimeSource time, int compressOver, Codec codec) {
        BodyCompression.compress(new byte[1], codec);
        this.checks = checks;
        this.ids = ids;
        this.time = time;
        this.compressOver = compressOver;
        this.codec = codec;
    }

    /**
     * @throws SendException of kind {@code INVALID}
     */
    Outgoing encode(Message message) {
        checks.check(message);
        String id = ids.next();
        return encode(Outgoing.Kind.SINGLE, message, id, properties(message, id), 0);
    }

    /**
     * Encodes a message that is to be replied to.
     *
     * @param correlationId what the reply will name
     * @param clientId who waits for it
     * @param patience how long
     * @throws SendException of kind {@code INVALID}
     */
    Outgoing encodeRequest(Message message, String correlationId, String clientId, Duration patience) {
        checks.checkRequest(message);
        StringBuilder properties = new StringBuilder(properties(message, correlationId));
        MessageProperties.append(properties, PropertyNames.CORRELATION_ID, correlationId);
        MessageProperties.append(properties, PropertyNames.REPLY_TO_CLIENT, clientId);
        MessageProperties.append(properties, PropertyNames.TTL, Long.toString(patience.toMillis()));
        return encode(Outgoing.Kind.SINGLE, message, correlationId, properties.toString(), 0);
    }

    /** A new unique id. */
    String newId() {
        return ids.next();
    }

    /**
     * Encodes the reply to a request.
     *
     * @param reply to the reply topic of the request's cluster, without the properties that make it a reply
     * @throws SendException of kind {@code INVALID} when the request is none
     */
    Outgoing encodeReply(Message reply, MessageView request) {
        checks.check(reply);
        String id = ids.next();
        StringBuilder properties = new StringBuilder(properties(reply, id));
        MessageProperties.append(properties, PropertyNames.MSG_TYPE, "reply");
        for (String name : List.of(PropertyNames.CORRELATION_ID, PropertyNames.REPLY_TO_CLIENT, PropertyNames.TTL)) {
            String value = request.propertyOrNull(name);
            if (value != null) {
                MessageProperties.append(properties, name, value);
            }
        }
        return encode(Outgoing.Kind.REPLY, reply, id, properties.toString(), 0);
    }

    /**
     * Encodes the first half of a transaction.
     *
     * @param group whom brokers ask what became of it
     * @throws SendException of kind {@code INVALID}
     */
    Outgoing encodeHalf(Message message, String group) {
        checks.checkHalf(message);
        String id = ids.next();
        StringBuilder properties = new StringBuilder(properties(message, id));
        MessageProperties.append(properties, PropertyNames.TRAN_MSG, "true");
        MessageProperties.append(properties, PropertyNames.PGROUP, group);
        return encode(Outgoing.Kind.SINGLE, message, id, properties.toString(), SysFlags.TRANSACTION_PREPARED);
    }

    private Outgoing encode(Outgoing.Kind kind, Message message, String id, String properties, int flags) {
        MessageChecks.checkProperties(message.topic(), properties);
        byte[] body = message.body();
        int sysFlag = flags;
        if (body.length >= compressOver) {
            byte[] compressed = BodyCompression.compress(body, codec);
            if (compressed.length < body.length) {
                body = compressed;
                sysFlag |= codec.sysFlag();
            }
        }
        return new Outgoing(
                message.topic(),
                id,
                kind,
                sysFlag,
                message.flag(),
                time.wallMillis(),
                properties,
                ByteBuffer.wrap(body));
    }

    /**
     * Gets a message ready to be one of a batch.
     *
     * @throws SendException of kind {@code INVALID}
     */
    BatchEntry entry(Message message) {
        checks.check(message);
        String id = ids.next();
        String text = properties(message, id);
        MessageChecks.checkProperties(message.topic(), text);
        return new BatchEntry(message, id, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Encodes messages of one topic, which go to one queue, all or none.
     *
     * @param entries not empty; together below the limits
     */
    Outgoing encodeBatch(List<BatchEntry> entries) {
        int size = 0;
        for (BatchEntry entry : entries) {
            size += entry.size();
        }
        ByteBuffer body = ByteBuffer.allocate(size);
        StringJoiner messageIds = new StringJoiner(",");
        for (BatchEntry entry : entries) {
            entry.write(body);
            messageIds.add(entry.id());
        }
        Message first = entries.get(0).message();
        StringBuilder own = new StringBuilder();
        MessageProperties.append(own, PropertyNames.UNIQ_KEY, ids.next());
        MessageProperties.append(own, PropertyNames.WAIT, MessageChecks.waitOf(first));
        return new Outgoing(
                first.topic(),
                messageIds.toString(),
                Outgoing.Kind.BATCH,
                0,
                0,
                time.wallMillis(),
                own.toString(),
                body.flip());
    }

    private static String properties(Message message, String id) {
        Map<String, String> own = message.properties();
        StringBuilder text = new StringBuilder(64 + own.size() * 24);
        for (Map.Entry<String, String> property : own.entrySet()) {
            MessageProperties.append(text, property.getKey(), property.getValue());
        }
        MessageProperties.append(text, PropertyNames.UNIQ_KEY, id);
        if (!own.containsKey(PropertyNames.WAIT)) {
            MessageProperties.append(text, PropertyNames.WAIT, "true");
        }
        return text.toString();
    }
}
