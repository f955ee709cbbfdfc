package io.mqspring.message;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The stored form of a message, the same in the commit log and in pull responses; Apache RocketMQ's. All integers are
 * big-endian. Methods take a buffer and the absolute position of a record in it and never move the buffer's position.
 * Stateless.
 *
 * <pre>
 *   0  total size            4     whole record, this field included
 *   4  magic                 4     V1, or V2 when the topic has more than 127 bytes
 *   8  body CRC              4     CRC-32 of the stored body, top bit cleared
 *  12  queue id              4
 *  16  flag                  4
 *  20  queue offset          8
 *  28  physical offset       8     position of this record in the log
 *  36  system flag           4     {@link SysFlags}
 *  40  born timestamp        8
 *  48  born host             8 or 20
 *   +  store timestamp       8
 *   +  store host            8 or 20
 *   +  reconsume times       4
 *   +  prepared transaction  8         or a seal, {@link RecordSeal}
 *   +  body length, body     4 + n
 *   +  topic length, topic   1 + n (V1) or 2 + n (V2)
 *   +  properties            2 + n
 * </pre>
 */
public final class RecordFormat {

    public static final int MAGIC_V1 = 0xDAA320A7;
    public static final int MAGIC_V2 = 0xDAA320AB;
    /** Marks the filler at the end of a segment; never on the wire. */
    public static final int MAGIC_END_OF_SEGMENT = 0xCBD43194;

    private static final int QUEUE_ID = 12;
    private static final int FLAG = 16;
    private static final int QUEUE_OFFSET = 20;
    private static final int PHYSICAL_OFFSET = 28;
    private static final int SYS_FLAG = 36;
    private static final int BORN_TIMESTAMP = 40;
    private static final int BORN_HOST = 48;
    private static final int V1_TOPIC_LIMIT = 127;
    /** Everything but hosts, body, topic (with its length) and properties. */
    private static final int FIXED = 48 + 8 + 4 + 8 + 4 + 2;

    /** The smallest record there can be: empty body, topic of one byte, no properties, IPv4 hosts. */
    public static final int MIN_SIZE = FIXED + 16 + 2;

    private RecordFormat() {}

    /** Bytes of a record with these parts. */
    public static int size(int body, int topic, int properties, boolean bornV6, boolean storeV6) {
        return FIXED
                + (bornV6 ? 20 : 8)
                + (storeV6 ? 20 : 8)
                + body
                + (topic > V1_TOPIC_LIMIT ? 2 : 1)
                + topic
                + properties;
    }

    /**
     * Writes a record whole, by absolute position.
     *
     * @return its size
     */
    public static int encode(
            RecordContent content,
            ByteBuffer target,
            int at,
            long queueOffset,
            long physicalOffset,
            long storeTimestamp) {
        int size = content.encodedSize();
        byte[] topic = content.topicBytes();
        byte[] properties = content.properties();
        boolean v2 = topic.length > V1_TOPIC_LIMIT;
        HostAddress bornHost = content.bornHost();
        HostAddress storeHost = content.storeHost();
        int sysFlag = (content.sysFlag() & ~(SysFlags.BORN_HOST_V6 | SysFlags.STORE_HOST_V6))
                | (bornHost.isIpv6() ? SysFlags.BORN_HOST_V6 : 0)
                | (storeHost.isIpv6() ? SysFlags.STORE_HOST_V6 : 0);
        target.putInt(at, size);
        target.putInt(at + 4, v2 ? MAGIC_V2 : MAGIC_V1);
        target.putInt(at + 8, content.bodyCrc());
        target.putInt(at + QUEUE_ID, content.queueId());
        target.putInt(at + FLAG, content.flag());
        target.putLong(at + QUEUE_OFFSET, queueOffset);
        target.putLong(at + PHYSICAL_OFFSET, physicalOffset);
        target.putInt(at + SYS_FLAG, sysFlag);
        target.putLong(at + BORN_TIMESTAMP, content.bornTimestamp());
        bornHost.encodeTo(target, at + BORN_HOST);
        int p = at + BORN_HOST + bornHost.length();
        target.putLong(p, storeTimestamp);
        storeHost.encodeTo(target, p + 8);
        p += 8 + storeHost.length();
        target.putInt(p, content.reconsumeTimes());
        int seal = p + 4;
        target.putLong(seal, content.preparedTransactionOffset());
        ByteBuffer body = content.body();
        target.putInt(p + 12, body.remaining());
        p += 16;
        int bodyAt = p;
        target.put(p, body, body.position(), body.remaining());
        p += body.remaining();
        if (v2) {
            target.putShort(p, (short) topic.length);
            p += 2;
        } else {
            target.put(p, (byte) topic.length);
            p += 1;
        }
        target.put(p, topic);
        p += topic.length;
        target.putShort(p, (short) properties.length);
        target.put(p + 2, properties);
        if (content.preparedTransactionOffset() == 0) {
            target.putLong(seal, RecordSeal.of(target, at, size, seal, bodyAt, body.remaining()));
        }
        return size;
    }

    public static int totalSize(ByteBuffer record, int at) {
        return record.getInt(at);
    }

    public static int magic(ByteBuffer record, int at) {
        return record.getInt(at + 4);
    }

    public static int bodyCrc(ByteBuffer record, int at) {
        return record.getInt(at + 8);
    }

    public static int queueId(ByteBuffer record, int at) {
        return record.getInt(at + QUEUE_ID);
    }

    public static int flag(ByteBuffer record, int at) {
        return record.getInt(at + FLAG);
    }

    public static long queueOffset(ByteBuffer record, int at) {
        return record.getLong(at + QUEUE_OFFSET);
    }

    public static long physicalOffset(ByteBuffer record, int at) {
        return record.getLong(at + PHYSICAL_OFFSET);
    }

    public static int sysFlag(ByteBuffer record, int at) {
        return record.getInt(at + SYS_FLAG);
    }

    public static long bornTimestamp(ByteBuffer record, int at) {
        return record.getLong(at + BORN_TIMESTAMP);
    }

    public static HostAddress bornHost(ByteBuffer record, int at) {
        return host(record, at + BORN_HOST, bornHostLength(record, at));
    }

    public static long storeTimestamp(ByteBuffer record, int at) {
        return record.getLong(afterBornHost(record, at));
    }

    public static HostAddress storeHost(ByteBuffer record, int at) {
        return host(record, afterBornHost(record, at) + 8, storeHostLength(record, at));
    }

    public static int reconsumeTimes(ByteBuffer record, int at) {
        return record.getInt(afterStoreHost(record, at));
    }

    /** Log position of the half message that a record commits; 0 if it commits none. */
    public static long preparedTransactionOffset(ByteBuffer record, int at) {
        long found = record.getLong(afterStoreHost(record, at) + 4);
        return RecordSeal.isSeal(found) ? 0 : found;
    }

    /** Whether a well-formed record has a seal: then all of it can be verified, else only its body. */
    public static boolean isSealed(ByteBuffer record, int at) {
        return RecordSeal.isSeal(record.getLong(afterStoreHost(record, at) + 4));
    }

    /** Whether a well-formed record is as it was written but for its body; true without a seal. */
    public static boolean isSealIntact(ByteBuffer record, int at) {
        int field = afterStoreHost(record, at) + 4;
        long found = record.getLong(field);
        return !RecordSeal.isSeal(found)
                || found
                        == RecordSeal.of(
                                record,
                                at,
                                totalSize(record, at),
                                field,
                                bodyPosition(record, at),
                                bodyLength(record, at));
    }

    /** Whether a well-formed record has a topic, given as UTF-8. */
    public static boolean hasTopic(ByteBuffer record, int at, byte[] topic) {
        if (topicLength(record, at) != topic.length) {
            return false;
        }
        int from = topicPosition(record, at);
        for (int i = 0; i < topic.length; i++) {
            if (record.get(from + i) != topic[i]) {
                return false;
            }
        }
        return true;
    }

    public static int bodyLength(ByteBuffer record, int at) {
        return record.getInt(afterStoreHost(record, at) + 12);
    }

    /** Where the body starts. */
    public static int bodyPosition(ByteBuffer record, int at) {
        return afterStoreHost(record, at) + 16;
    }

    public static int topicLength(ByteBuffer record, int at) {
        int p = bodyPosition(record, at) + bodyLength(record, at);
        return magic(record, at) == MAGIC_V2 ? record.getShort(p) : record.get(p);
    }

    /** Where the topic's bytes start. */
    public static int topicPosition(ByteBuffer record, int at) {
        return bodyPosition(record, at) + bodyLength(record, at) + (magic(record, at) == MAGIC_V2 ? 2 : 1);
    }

    public static int propertiesLength(ByteBuffer record, int at) {
        return record.getShort(topicPosition(record, at) + topicLength(record, at));
    }

    /** Where the properties' bytes start. */
    public static int propertiesPosition(ByteBuffer record, int at) {
        return topicPosition(record, at) + topicLength(record, at) + 2;
    }

    /**
     * Whether a whole, well-formed record stands here: size, magic and the sum of its parts agree. Safe on any bytes.
     *
     * @param limit end of the readable bytes
     */
    public static boolean isWellFormed(ByteBuffer buffer, int at, int limit) {
        if (at < 0 || limit - at < MIN_SIZE) {
            return false;
        }
        int size = totalSize(buffer, at);
        int magic = magic(buffer, at);
        if (size < MIN_SIZE || size > limit - at || (magic != MAGIC_V1 && magic != MAGIC_V2)) {
            return false;
        }
        int end = at + size;
        int bodyLengthAt = afterStoreHost(buffer, at) + 12;
        if (bodyLengthAt + 4 > end) {
            return false;
        }
        int body = buffer.getInt(bodyLengthAt);
        int topicLengthBytes = magic == MAGIC_V2 ? 2 : 1;
        if (body < 0 || body > end - bodyLengthAt - 4 - topicLengthBytes) {
            return false;
        }
        int topic = topicLength(buffer, at);
        int topicAt = bodyLengthAt + 4 + body + topicLengthBytes;
        if (topic <= 0 || topic > end - topicAt - 2) {
            return false;
        }
        int properties = buffer.getShort(topicAt + topic);
        return properties >= 0 && topicAt + topic + 2 + properties == end;
    }

    /** Whether the body of a well-formed record matches its checksum. */
    public static boolean isBodyIntact(ByteBuffer record, int at) {
        CRC32 crc = new CRC32();
        crc.update(record.slice(bodyPosition(record, at), bodyLength(record, at)));
        return (int) (crc.getValue() & 0x7FFFFFFF) == bodyCrc(record, at);
    }

    private static int bornHostLength(ByteBuffer record, int at) {
        return (sysFlag(record, at) & SysFlags.BORN_HOST_V6) == 0 ? 8 : 20;
    }

    private static int storeHostLength(ByteBuffer record, int at) {
        return (sysFlag(record, at) & SysFlags.STORE_HOST_V6) == 0 ? 8 : 20;
    }

    private static int afterBornHost(ByteBuffer record, int at) {
        return at + BORN_HOST + bornHostLength(record, at);
    }

    private static int afterStoreHost(ByteBuffer record, int at) {
        return afterBornHost(record, at) + 8 + storeHostLength(record, at);
    }

    private static HostAddress host(ByteBuffer record, int at, int length) {
        byte[] encoded = new byte[length];
        record.get(at, encoded);
        return HostAddress.decode(encoded);
    }
}
