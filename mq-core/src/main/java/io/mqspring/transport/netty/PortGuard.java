package io.mqspring.transport.netty;

import io.mqspring.security.ServerTls;
import io.mqspring.transport.RemotingException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first byte of a connection, which tells a TLS handshake from a frame: no frame begins with 0x16, since its
 * length would be above the limit. Then it makes room for what follows. Confined to the loop.
 */
final class PortGuard extends ChannelInboundHandlerAdapter {

    private static final byte TLS_HANDSHAKE = 0x16;

    private final Connection connection;
    private final @Nullable SslContext tls;
    private final ServerTls.Mode mode;
    private final ThrottledWarning warning;

    PortGuard(Connection connection, @Nullable SslContext tls, ServerTls.Mode mode, ThrottledWarning warning) {
        this.connection = connection;
        this.tls = tls;
        this.mode = mode;
        this.warning = warning;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (!in.isReadable()) {
            in.release();
            return;
        }
        boolean handshake = in.getByte(in.readerIndex()) == TLS_HANDSHAKE;
        SslContext context = tls;
        if (handshake && context == null) {
            in.release();
            warning.warn(
                    connection.name(),
                    "closing the connection, which began with a TLS handshake: this port is plain. Set"
                            + " mq.embedded.ssl.bundle, or switch TLS off in that client");
            connection.closed(RemotingException.Kind.MALFORMED, "the peer speaks TLS, this port does not");
            return;
        }
        if (handshake && context != null) {
            ctx.pipeline().replace(this, "tls", context.newHandler(ctx.alloc()));
        } else {
            if (mode == ServerTls.Mode.ENFORCING) {
                connection.refuseEverything("this port takes TLS only: set mq.ssl.bundle, or mq.ssl.enabled=true (an"
                        + " official client: tls.enable=true)");
            }
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelRead(message);
    }
}
