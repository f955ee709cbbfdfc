package violations.producer;

import io.netty.buffer.ByteBuf;

/** Lets a buffer of the network library leave the transport. */
class UsesNetty {
    int size(ByteBuf buffer) {
        return buffer.readableBytes();
    }
}
