package io.mqspring.broker.handler.send;

import io.mqspring.broker.handler.Refusal;
import io.mqspring.protocol.ResponseCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the body of a batch apart. Each message of it is:
 *
 * <pre>
 * +-------------+----------+--------+---------+-------------+------+-------------------+------------+
 * | total size 4| magic 4  | CRC 4  | flag 4  | body size 4 | body | properties size 2 | properties |
 * +-------------+----------+--------+---------+-------------+------+-------------------+------------+
 * </pre>
 */
final class BatchBody {

    private static final int FIXED = 4 + 4 + 4 + 4 + 4 + 2;

    private BatchBody() {}

    /** One message of a batch; the body is a view, the properties are its own. */
    record Part(int flag, ByteBuffer body, byte[] properties) {}

    /**
     * @throws io.mqspring.protocol.CommandFailedException if the bytes are no such batch
     */
    static List<Part> parse(ByteBuffer batch) {
        List<Part> parts = new ArrayList<>();
        int at = batch.position();
        while (at < batch.limit()) {
            int left = batch.limit() - at;
            int size = left < FIXED ? -1 : batch.getInt(at);
            if (size < FIXED || size > left) {
                throw malformed(parts.size());
            }
            parts.add(part(batch, at, size, parts.size()));
            at += size;
        }
        if (parts.isEmpty()) {
            throw Refusal.of(ResponseCode.MESSAGE_ILLEGAL, "the batch is empty");
        }
        return parts;
    }

    private static Part part(ByteBuffer batch, int at, int size, int index) {
        int bodySize = batch.getInt(at + 16);
        if (bodySize < 0 || bodySize > size - FIXED) {
            throw malformed(index);
        }
        int propertiesAt = at + 20 + bodySize + 2;
        int propertiesSize = batch.getShort(propertiesAt - 2);
        if (propertiesSize < 0 || propertiesAt + propertiesSize != at + size) {
            throw malformed(index);
        }
        byte[] properties = new byte[propertiesSize];
        batch.get(propertiesAt, properties);
        return new Part(batch.getInt(at + 12), batch.slice(at + 20, bodySize), properties);
    }

    private static RuntimeException malformed(int index) {
        return Refusal.of(
                ResponseCode.MESSAGE_ILLEGAL, "message " + (index + 1) + " of the batch is not encoded as a batch is");
    }
}
