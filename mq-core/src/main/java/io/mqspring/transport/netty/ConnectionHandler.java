package io.mqspring.transport.netty;

import io.mqspring.protocol.codec.Frame;
import io.mqspring.protocol.codec.FrameDecoder;
import io.mqspring.protocol.codec.MalformedFrameException;
import io.mqspring.transport.RemotingException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one handler of a pipeline: hands frames to the {@link Connection}, lets its outbox out when what was read at
 * once is done, and ends a connection that brings garbage. Confined to the loop.
 */
final class ConnectionHandler extends ByteToMessageDecoder {

    private static final Logger log = LoggerFactory.getLogger(ConnectionHandler.class);

    private final Connection connection;
    private final ConnectionSettings settings;
    private final FrameDecoder decoder = new FrameDecoder();

    ConnectionHandler(Connection connection, ConnectionSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        connection.opened(ctx.channel());
        new ConnectionWatch(ctx.channel(), connection, settings).start();
        super.channelActive(ctx);
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
            log.warn(
                    "Closing the connection to {}, which brought no valid frame: {}",
                    connection.name(),
                    e.getMessage());
            connection.closed(RemotingException.Kind.MALFORMED, "the peer sent no valid frame");
        }
        if (!connection.isOpen()) {
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        connection.outbox().drain();
        super.channelWritabilityChanged(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        connection.closed(RemotingException.Kind.CONNECTION_LOST, "the connection was lost");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("The connection to {} broke: {}", connection.name(), cause.toString());
        } else {
            log.warn("Closing the connection to {} after an unexpected failure", connection.name(), cause);
        }
        connection.closed(RemotingException.Kind.CONNECTION_LOST, "the connection broke: " + cause);
        ctx.close();
    }
}
