package io.mqspring.transport.netty;

import io.mqspring.protocol.codec.Frame;
import io.mqspring.protocol.codec.FrameDecoder;
import io.mqspring.protocol.codec.MalformedFrameException;
import io.mqspring.transport.RemotingException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of a pipeline, behind TLS if there is any: hands frames to the {@link Connection}, lets its outbox out when
 * what was read at once is done, and ends a connection that brings garbage. Confined to the loop.
 */
final class ConnectionHandler extends ByteToMessageDecoder {

    private static final Logger log = LoggerFactory.getLogger(ConnectionHandler.class);

    private final Connection connection;
    private final @Nullable FrameRoom room;
    private final ThrottledWarning warning;
    private final boolean awaitsHandshake;
    private final FrameDecoder decoder = new FrameDecoder();
    private int held;

    private ConnectionHandler(
            Connection connection, @Nullable FrameRoom room, ThrottledWarning warning, boolean awaitsHandshake) {
        this.connection = connection;
        this.room = room;
        this.warning = warning;
        this.awaitsHandshake = awaitsHandshake;
    }

    /**
     * @param tls whether the connection stands only after the handshake
     */
    static ConnectionHandler ofClient(Connection connection, ThrottledWarning warning, boolean tls) {
        return new ConnectionHandler(connection, null, warning, tls);
    }

    /**
     * @param room shared by the connections of the server
     */
    static ConnectionHandler ofServer(Connection connection, ThrottledWarning warning, FrameRoom room) {
        return new ConnectionHandler(connection, room, warning, false);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        if (!awaitsHandshake) {
            connection.opened(ctx.channel());
        }
        new ConnectionWatch(ctx.channel(), connection, connection.settings()).start();
        super.channelActive(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && awaitsHandshake) {
            Throwable cause = handshake.cause();
            if (cause == null) {
                connection.opened(ctx.channel());
            } else {
                connection.closed(RemotingException.Kind.CONNECT_FAILED, TlsFailures.explain(cause));
                ctx.close();
            }
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        connection.read();
        connection.outbox().readBegins();
        try {
            super.channelRead(ctx, message);
        } finally {
            connection.outbox().readEnds();
        }
    }

    /**
     * Without the read that a decoder asks for when it hands nothing on, which would go on reading from a slow peer.
     */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            Frame frame;
            while (connection.isOpen() && (frame = decoder.next(in)) != null) {
                connection.received(frame);
            }
        } catch (MalformedFrameException e) {
            warning.warn(connection.name(), "closing the connection, which brought no valid frame: " + e.getMessage());
            connection.closed(RemotingException.Kind.MALFORMED, "the peer sent no valid frame");
        }
        if (!connection.isOpen()) {
            in.skipBytes(in.readableBytes());
        }
        hold(in.readableBytes());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        connection.outbox().drain();
        super.channelWritabilityChanged(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        hold(0);
        boolean unanswered = !connection.isServer() && !awaitsHandshake && connection.reads() == 0;
        connection.closed(
                RemotingException.Kind.CONNECTION_LOST,
                unanswered
                        ? "the server closed the connection without an answer: if it takes TLS only, set mq.ssl.bundle, or"
                                + " mq.ssl.enabled=true"
                        : "the connection was lost");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean tls = TlsFailures.isOne(cause);
        if (tls && connection.isServer()) {
            warning.warn(connection.name(), "closing the connection, whose TLS failed: " + cause.getMessage());
        } else if (tls || cause instanceof IOException) {
            log.debug("The connection to {} broke: {}", connection.name(), cause.toString());
        } else {
            log.warn("Closing the connection to {} after an unexpected failure", connection.name(), cause);
        }
        connection.closed(
                RemotingException.Kind.CONNECTION_LOST,
                tls ? TlsFailures.explain(cause) : "the connection broke: " + cause);
        ctx.close();
    }

    private void hold(int bytes) {
        int before = held;
        held = bytes;
        connection.insideFrame(bytes > 0);
        FrameRoom shared = room;
        if (shared != null && !shared.change(before, bytes)) {
            warning.warn(
                    connection.name(),
                    "closing the connection in the middle of a frame: all connections together hold too many bytes of"
                            + " unfinished frames");
            connection.closed(RemotingException.Kind.CONNECTION_LOST, "too many unfinished frames");
        }
    }
}
