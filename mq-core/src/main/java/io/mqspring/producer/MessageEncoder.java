package io.mqspring.producer;

import io.mqspring.message.BodyCompression;
import io.mqspring.message.Message;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.SysFlags;
import io.mqspring.message.UniqueIds;
import io.mqspring.runtime.TimeSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns messages into what goes on the wire: gives them their unique ids, writes their properties, compresses large bodies.
 * Stateless but for its parts; thread safe.
 *
 * <pre>
 * one message of a batch (after Apache RocketMQ)
 *   0  total size        4
 *   4  magic             4     0
 *   8  body CRC          4     0: the broker computes it
 *  12  flag              4
 *  16  body length, body 4 + n
 *   +  properties        2 + n
 * </pre>
 */
final class MessageEncoder {

    private static final int BATCH_FIXED = 4 * 5 + 2;

    private final MessageChecks checks;
    private final UniqueIds ids;
    private final TimeSource time;
    private final int compressOver;

    MessageEncoder(MessageChecks checks, UniqueIds ids, TimeSource time, int compressOver) {
        this.checks = checks;
        this.ids = ids;
        this.time = time;
        this.compressOver = compressOver;
    }

    /**
     * @throws SendException of kind {@code INVALID}
     */
    Outgoing encode(Message message) {
        checks.check(message);
        String id = ids.next();
        return encode(message, id, properties(message, id), 0);
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
        return encode(message, id, properties.toString(), SysFlags.TRANSACTION_PREPARED);
    }

    private Outgoing encode(Message message, String id, String properties, int flags) {
        MessageChecks.checkProperties(message.topic(), properties);
        byte[] body = message.body();
        int sysFlag = flags;
        if (body.length >= compressOver) {
            byte[] compressed = BodyCompression.zlib(body);
            if (compressed.length < body.length) {
                body = compressed;
                sysFlag |= SysFlags.COMPRESSED | SysFlags.COMPRESSION_ZLIB;
            }
        }
        return new Outgoing(
                message.topic(),
                id,
                false,
                sysFlag,
                message.flag(),
                time.wallMillis(),
                properties,
                ByteBuffer.wrap(body));
    }

    /**
     * @throws SendException of kind {@code INVALID}
     */
    Outgoing encodeBatch(List<Message> messages) {
        checks.checkBatch(messages);
        String topic = messages.get(0).topic();
        List<String> messageIds = new ArrayList<>(messages.size());
        List<byte[]> properties = new ArrayList<>(messages.size());
        long size = 0;
        for (Message message : messages) {
            String id = ids.next();
            String text = properties(message, id);
            MessageChecks.checkProperties(topic, text);
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            messageIds.add(id);
            properties.add(encoded);
            size += BATCH_FIXED + message.body().length + encoded.length;
        }
        checks.checkBatchSize(topic, messages.size(), size);
        ByteBuffer body = ByteBuffer.allocate((int) size);
        for (int i = 0; i < messages.size(); i++) {
            put(body, messages.get(i), properties.get(i));
        }
        StringBuilder own = new StringBuilder();
        MessageProperties.append(own, PropertyNames.UNIQ_KEY, ids.next());
        MessageProperties.append(own, PropertyNames.WAIT, MessageChecks.waitOf(messages.get(0)));
        return new Outgoing(
                topic, String.join(",", messageIds), true, 0, 0, time.wallMillis(), own.toString(), body.flip());
    }

    private static void put(ByteBuffer target, Message message, byte[] properties) {
        target.putInt(BATCH_FIXED + message.body().length + properties.length)
                .putInt(0)
                .putInt(0)
                .putInt(message.flag())
                .putInt(message.body().length)
                .put(message.body())
                .putShort((short) properties.length)
                .put(properties);
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
