package io.mqspring.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What goes into a record, before the log gives it its position, queue offset and store time. Everything that costs time
 * (encoding, checksum) is done when it is made, outside the log's lock. Immutable; the body buffer is read by absolute
 * position and must not change until the record is appended.
 *
 * @param topic topic name
 * @param topicBytes the same in UTF-8
 * @param queueId queue number
 * @param flag the application's flag
 * @param sysFlag system flag without the host bits, which the encoder sets
 * @param bornTimestamp producer's clock, milliseconds
 * @param bornHost where the message came from
 * @param storeHost the broker, as tools can reach it
 * @param reconsumeTimes failed deliveries so far
 * @param preparedTransactionOffset log position of the half message, or 0
 * @param body bytes between position and limit, stored as they are (compressed or not)
 * @param bodyCrc CRC-32 of the body without its top bit
 * @param properties encoded properties
 * @param tagsCode what the consume queue entry carries: the tag's hash, 0 without a tag, or a delivery time
 */
public record RecordContent(
        String topic,
        byte[] topicBytes,
        int queueId,
        int flag,
        int sysFlag,
        long bornTimestamp,
        HostAddress bornHost,
        HostAddress storeHost,
        int reconsumeTimes,
        long preparedTransactionOffset,
        ByteBuffer body,
        int bodyCrc,
        byte[] properties,
        long tagsCode) {

    /** Content of an ordinary message; computes the checksum. */
    public static RecordContent of(
            String topic,
            int queueId,
            int flag,
            int sysFlag,
            long bornTimestamp,
            HostAddress bornHost,
            HostAddress storeHost,
            int reconsumeTimes,
            ByteBuffer body,
            byte[] properties,
            long tagsCode) {
        return new RecordContent(
                topic,
                topic.getBytes(StandardCharsets.UTF_8),
                queueId,
                flag,
                sysFlag,
                bornTimestamp,
                bornHost,
                storeHost,
                reconsumeTimes,
                0,
                body,
                crc(body),
                properties,
                tagsCode);
    }

    /** The checksum of a body as records carry it. */
    public static int crc(ByteBuffer body) {
        CRC32 crc = new CRC32();
        crc.update(body.duplicate());
        return (int) (crc.getValue() & 0x7FFFFFFF);
    }

    /** The hash by which a consume queue entry tells its tag; 0 without a tag. */
    public static long tagsCode(String tag) {
        return tag.isEmpty() ? 0 : tag.hashCode();
    }

    /** Bytes of the encoded record. */
    public int encodedSize() {
        return RecordFormat.size(
                body.remaining(), topicBytes.length, properties.length, bornHost.isIpv6(), storeHost.isIpv6());
    }
}
