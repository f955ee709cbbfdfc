package io.mqspring.protocol.codec;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts received bytes into frames. Belongs to one connection, confined to its loop. */
public final class FrameDecoder {

    private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final int KEPT_HEADER_BYTES = 64 * 1024;

    private final HeaderFields fields = new HeaderFields();
    private final JsonHeaderReader json = new JsonHeaderReader(fields);
    private final BinaryHeaderReader binary = new BinaryHeaderReader(fields);
    private byte[] header = new byte[1024];

    /**
     * Takes the next whole frame off a buffer.
     *
     * @return the frame, whose body is a view of the buffer's memory, or null when more bytes are needed
     * @throws MalformedFrameException when these bytes can never become a frame
     */
    public @Nullable Frame next(ByteBuf in) {
        int readable = in.readableBytes();
        if (readable < 4) {
            return null;
        }
        int start = in.readerIndex();
        int length = in.getInt(start);
        if (length < 4 || length > Frame.MAX_BYTES - 4) {
            throw new MalformedFrameException("a frame of " + length + " bytes");
        }
        if (readable < 8) {
            return null;
        }
        int mark = in.getInt(start + 4);
        SerializeType type = SerializeType.ofCode(mark >>> 24);
        int headerLength = mark & 0xFFFFFF;
        if (headerLength > length - 4) {
            throw new MalformedFrameException(
                    "a header of " + headerLength + " bytes in a frame of " + length + " bytes");
        }
        if (readable < 4 + length) {
            return null;
        }
        byte[] bytes = headerBytes(headerLength);
        in.getBytes(start + 8, bytes, 0, headerLength);
        int bodyLength = length - 4 - headerLength;
        ByteBuffer body = bodyLength == 0 ? NO_BODY.duplicate() : in.nioBuffer(start + 8 + headerLength, bodyLength);
        in.skipBytes(4 + length);
        return type == SerializeType.JSON
                ? json.read(bytes, headerLength, body)
                : binary.read(bytes, headerLength, body);
    }

    private byte[] headerBytes(int length) {
        if (length <= header.length) {
            return header;
        }
        byte[] larger = new byte[Math.max(length, header.length * 2)];
        if (larger.length <= KEPT_HEADER_BYTES) {
            header = larger;
        }
        return larger;
    }
}
