package io.mqspring.protocol.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A received frame. Fields and body are views of the connection's buffers, valid until the next frame is read.
 *
 * <pre>
 * +-----------+-----------------------------+----------------+------+
 * | length, 4 | header type, 1 | header     | header         | body |
 * |           |                | length, 3  |                |      |
 * +-----------+-----------------------------+----------------+------+
 * length: what follows it. The whole frame has at most 16 MiB. No body and an empty body are the same.
 * </pre>
 *
 * @param serializeType form of the header
 * @param code request code or response code
 * @param language the sender's language
 * @param version the sender's version number
 * @param opaque number that the requester chose and the response repeats
 * @param flag bit 0: this is a response; bit 1: one-way
 * @param remark text of an error, if any
 * @param fields the command's fields
 * @param body the rest
 */
public record Frame(
        SerializeType serializeType,
        int code,
        String language,
        int version,
        int opaque,
        int flag,
        @Nullable String remark,
        HeaderFields fields,
        ByteBuffer body) {

    /** Largest frame, its length field included. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    static final int FLAG_RESPONSE = 1;
    static final int FLAG_ONE_WAY = 2;

    /** Whether this answers a request; that alone tells the direction. */
    public boolean isResponse() {
        return (flag & FLAG_RESPONSE) != 0;
    }

    /** Whether nobody waits for an answer. */
    public boolean isOneWay() {
        return (flag & FLAG_ONE_WAY) != 0;
    }
}
