package io.mqspring.protocol.codec;

import java.nio.ByteBuffer;

/** What is kept of a frame's body. Stateless. */
final class Bodies {

    private Bodies() {}

    /** A copy that outlives the frame. */
    static ByteBuffer copy(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(body.position(), bytes);
        return ByteBuffer.wrap(bytes);
    }
}
