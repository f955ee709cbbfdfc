package io.mqspring.transport.netty;

import io.mqspring.protocol.codec.Frame;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.security.Authenticator;
import io.mqspring.security.ServerTls;
import io.mqspring.transport.AddressUnavailableException;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RemotingServer;
import io.mqspring.transport.RequestHandler;
import io.mqspring.transport.ServerSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.internal.PlatformDependent;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's side of TCP: its connections are spread over the backend's loops, on which requests are handled. A peer that
 * does not take its answers is read from no more, and is closed after half a minute; so is one that does not finish a frame. Thread safe.
 */
public final class NettyRemotingServer implements RemotingServer {

    private static final Logger log = LoggerFactory.getLogger(NettyRemotingServer.class);
    private static final long CLOSE_SECONDS = 2;
    private static final int BACKLOG = 1024;

    private final NettyExecutionBackend backend;
    private final RequestHandler handler;
    private final ServerSettings settings;
    private final ConnectionSettings patience;
    private final ServerTls.Mode tlsMode;
    private final @Nullable SslContext tls;
    private final RequestGate gate;
    private final ThrottledWarning warning;
    private final ThrottledWarning fullWarning;
    private final FrameRoom room = new FrameRoom(Math.max(Frame.MAX_BYTES, PlatformDependent.maxDirectMemory() / 4));
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Channel listening;
    private volatile boolean closed;

    private NettyRemotingServer(
            NettyExecutionBackend backend,
            String host,
            int port,
            RequestHandler handler,
            ServerSettings settings,
            ConnectionSettings patience) {
        this.backend = backend;
        this.handler = handler;
        this.settings = settings;
        this.patience = patience;
        ServerTls serverTls = settings.tls();
        this.tlsMode = serverTls == null ? ServerTls.Mode.DISABLED : serverTls.mode();
        this.tls = serverTls == null || tlsMode == ServerTls.Mode.DISABLED ? null : TlsContexts.server(serverTls);
        this.gate =
                settings.users().isEmpty() ? RequestGate.OPEN : new SignatureGate(new Authenticator(settings.users()));
        this.warning = new ThrottledWarning(log, backend.time());
        this.fullWarning = new ThrottledWarning(log, backend.time());
        this.listening = listen(host, port);
    }

    /**
     * Binds and serves.
     *
     * @param host the address to listen on
     * @param port the port, or 0 for any free one
     * @param handler answers on the event loops; uses a request's body before it returns
     * @param settings whom it takes
     * @throws AddressUnavailableException when it cannot listen there
     * @throws IllegalArgumentException when TLS cannot be set up as the settings want it
     */
    public static NettyRemotingServer bind(
            NettyExecutionBackend backend, String host, int port, RequestHandler handler, ServerSettings settings) {
        return new NettyRemotingServer(backend, host, port, handler, settings, ConnectionSettings.DEFAULTS);
    }

    static NettyRemotingServer bind(NettyExecutionBackend backend, String host, int port, RequestHandler handler) {
        return bind(backend, host, port, handler, ServerSettings.DEFAULTS);
    }

    static NettyRemotingServer bind(
            NettyExecutionBackend backend, String host, int port, RequestHandler handler, ConnectionSettings patience) {
        return new NettyRemotingServer(backend, host, port, handler, ServerSettings.DEFAULTS, patience);
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void close() {
        closed = true;
        ChannelFuture stopped = listening.close();
        List<Connection> standing = List.copyOf(connections);
        CountDownLatch open = new CountDownLatch(standing.size());
        for (Connection connection : standing) {
            connection.onClose(open::countDown);
            close(connection);
        }
        if (backend.onEventLoop()) {
            return;
        }
        stopped.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        try {
            open.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Channel listen(String host, int port) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(backend.eventLoops())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(patience.pendingBytes() / 2, patience.pendingBytes()))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        ChannelFuture bound = bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new AddressUnavailableException(host, port, unavailable(host, port, cause), cause);
        }
        return bound.channel();
    }

    private static String unavailable(String host, int port, Throwable cause) {
        return "Cannot listen on " + host + ":" + port + " (" + cause.getMessage()
                + "). If another process holds the port,"
                + " stop it or set mq.embedded.port to a free one; if the address is not of this machine, change"
                + " mq.embedded.address.";
    }

    private void accept(Channel channel) {
        if (count.incrementAndGet() > settings.maxConnections()) {
            count.decrementAndGet();
            fullWarning.warn(
                    String.valueOf(channel.remoteAddress()),
                    "refusing the connection: there are " + settings.maxConnections()
                            + " already. Raise mq.embedded.max-connections if that many are right");
            channel.close();
            return;
        }
        LoopSerialExecutor loop =
                new LoopSerialExecutor(channel.eventLoop(), "mq-io of a server", FaultHandler.logging());
        Connection connection = Connection.toClient(
                String.valueOf(channel.remoteAddress()), loop, backend.time(), handler, patience, gate);
        connections.add(connection);
        connection.onClose(() -> {
            connections.remove(connection);
            count.decrementAndGet();
        });
        channel.pipeline()
                .addLast(new PortGuard(connection, tls, tlsMode, warning))
                .addLast(ConnectionHandler.ofServer(connection, warning, room));
        if (closed) {
            close(connection);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close(RemotingException.Kind.CLOSED, "the server was closed");
        } catch (RejectedExecutionException e) {
            // The loop has ended and taken its connections with it.
        }
    }
}
