package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One message of a batch, ready to be written.
 *
 * <pre>
 * on the wire (after Apache RocketMQ)
 *   0  total size        4
 *   4  magic             4     0
 *   8  body CRC          4     0: the broker computes it
 *  12  flag              4
 *  16  body length, body 4 + n
 *   +  properties        2 + n
 * </pre>
 *
 * @param id its unique id
 * @param properties encoded
 */
record BatchEntry(Message message, String id, byte[] properties) {

    private static final int FIXED = 4 * 5 + 2;
    /** What brokers add to each message of a batch: the batch's own properties. */
    private static final int ADDED = 64;

    /** Bytes on the wire. */
    int size() {
        return FIXED + message.body().length + properties.length;
    }

    /** Bytes in a log, by which older brokers limit a batch. */
    int storedSize() {
        int topic = message.topic().getBytes(StandardCharsets.UTF_8).length;
        return RecordFormat.size(message.body().length, topic, properties.length + ADDED, true, true);
    }

    void write(ByteBuffer target) {
        target.putInt(size())
                .putInt(0)
                .putInt(0)
                .putInt(message.flag())
                .putInt(message.body().length)
                .put(message.body())
                .putShort((short) properties.length)
                .put(properties);
    }
}
