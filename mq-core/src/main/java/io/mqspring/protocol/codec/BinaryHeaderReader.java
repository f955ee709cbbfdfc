package io.mqspring.protocol.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads a binary header. Confined to the connection's loop.
 *
 * <pre>
 * code 2 | language 1 | version 2 | opaque 4 | flag 4 | remark length 4, remark | fields length 4, fields
 * field: name length 2, name | value length 4, value
 * </pre>
 */
final class BinaryHeaderReader {

    private final HeaderFields fields;

    BinaryHeaderReader(HeaderFields fields) {
        this.fields = fields;
    }

    Frame read(byte[] header, int length, ByteBuffer body) {
        ByteBuffer in = ByteBuffer.wrap(header, 0, length);
        fields.reset(header);
        need(in, 17, "header");
        int code = in.getShort();
        int language = in.get() & 0xFF;
        int version = in.getShort();
        int opaque = in.getInt();
        int flag = in.getInt();
        int remarkLength = length(in, in.getInt(), "remark");
        String remark =
                remarkLength == 0 ? null : new String(header, in.position(), remarkLength, StandardCharsets.UTF_8);
        in.position(in.position() + remarkLength);
        need(in, 4, "fields");
        int fieldsLength = length(in, in.getInt(), "fields");
        in.limit(in.position() + fieldsLength);
        readFields(in);
        String name = LanguageCodes.name(language);
        return new Frame(SerializeType.ROCKETMQ, code, name, version, opaque, flag, remark, fields, body);
    }

    private void readFields(ByteBuffer in) {
        while (in.hasRemaining()) {
            need(in, 2, "field name");
            int nameLength = length(in, in.getShort(), "field name");
            int name = in.position();
            in.position(name + nameLength);
            need(in, 4, "field value");
            int valueLength = length(in, in.getInt(), "field value");
            int value = in.position();
            in.position(value + valueLength);
            if (valueLength > 0) {
                fields.add(name, name + nameLength, value, value + valueLength, false);
            }
        }
    }

    private static void need(ByteBuffer in, int bytes, String what) {
        if (in.remaining() < bytes) {
            throw new MalformedFrameException("the " + what + " is cut off");
        }
    }

    private static int length(ByteBuffer in, int length, String what) {
        if (length < 0 || length > in.remaining()) {
            throw new MalformedFrameException("the length of the " + what + " is wrong: " + length);
        }
        return length;
    }
}
