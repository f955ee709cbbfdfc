package io.mqspring.transport.netty;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.security.ClientSecurity;
import io.mqspring.security.ClientTls;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's side of TCP: one connection per address, made when first needed and again after it broke, all on the loop
 * that is the client's executor. Names are resolved on a worker. Thread safe.
 */
public final class NettyRemotingClient implements RemotingClient {

    private static final Logger log = LoggerFactory.getLogger(NettyRemotingClient.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final ExecutionBackend backend;
    private final LoopSerialExecutor loop;
    private final RequestHandler handler;
    private final ConnectionSettings settings;
    private final ClientSecurity security;
    private final @Nullable SslContext tls;
    private final ThrottledWarning warning;
    private final Bootstrap bootstrap;
    private final ConcurrentMap<String, Connection> connections = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param backend the one that the loop is of
     * @param loop the client's executor, an event loop of a {@link NettyExecutionBackend}
     * @param handler takes the requests that peers initiate, on the loop
     * @param security how it shows itself
     * @throws IllegalArgumentException when TLS cannot be set up as the settings want it
     */
    public NettyRemotingClient(
            ExecutionBackend backend, SerialExecutor loop, RequestHandler handler, ClientSecurity security) {
        this(backend, loop, handler, security, ConnectionSettings.DEFAULTS);
    }

    NettyRemotingClient(ExecutionBackend backend, SerialExecutor loop, RequestHandler handler) {
        this(backend, loop, handler, ClientSecurity.NONE);
    }

    NettyRemotingClient(
            ExecutionBackend backend, SerialExecutor loop, RequestHandler handler, ConnectionSettings settings) {
        this(backend, loop, handler, ClientSecurity.NONE, settings);
    }

    private NettyRemotingClient(
            ExecutionBackend backend,
            SerialExecutor loop,
            RequestHandler handler,
            ClientSecurity security,
            ConnectionSettings settings) {
        if (!(loop instanceof LoopSerialExecutor eventLoop)) {
            throw new IllegalArgumentException("a TCP client needs an event loop of a NettyExecutionBackend, not "
                    + loop.getClass().getName());
        }
        this.backend = backend;
        this.loop = eventLoop;
        this.handler = handler;
        this.settings = settings;
        this.security = security;
        ClientTls clientTls = security.tls();
        this.tls = clientTls == null ? null : TlsContexts.client(clientTls);
        this.warning = new ThrottledWarning(log, backend.time());
        this.bootstrap = new Bootstrap()
                .group(eventLoop.loop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()))
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.pendingBytes() / 2, settings.pendingBytes()));
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(String address, Request<R> request, Duration timeout) {
        if (closed) {
            return CompletableFuture.failedFuture(
                    new RemotingException(RemotingException.Kind.CLOSED, "the client is closed"));
        }
        try {
            return connection(address).exchange(request, timeout);
        } catch (RemotingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void oneWay(String address, Request<?> request) {
        if (closed) {
            return;
        }
        try {
            connection(address).oneWay(request);
        } catch (RemotingException e) {
            // The threads are closed; nobody waits for an answer.
        }
    }

    /** Closes all connections once what was given to them is written. */
    @Override
    public void close() {
        closed = true;
        connections.values().forEach(this::closeConnection);
    }

    private Connection connection(String address) {
        Connection current = connections.get(address);
        while (current == null || !current.isOpen()) {
            Connection fresh =
                    Connection.toServer(address, loop, backend.time(), handler, settings, security.credentials());
            boolean placed = current == null
                    ? connections.putIfAbsent(address, fresh) == null
                    : connections.replace(address, current, fresh);
            if (placed) {
                start(address, fresh);
                return fresh;
            }
            current = connections.get(address);
        }
        return current;
    }

    private void start(String address, Connection connection) {
        connection.onClose(() -> connections.remove(address, connection));
        try {
            if (Addresses.isNumeric(address)) {
                resolve(address, connection);
            } else {
                backend.workers().execute(() -> resolve(address, connection));
            }
        } catch (RejectedExecutionException e) {
            connections.remove(address, connection);
            throw new RemotingException(RemotingException.Kind.CLOSED, "the client's threads are closed", e);
        }
        if (closed) {
            closeConnection(connection);
        }
    }

    private void resolve(String address, Connection connection) {
        try {
            InetSocketAddress target = Addresses.parse(address);
            InetAddress resolved = InetAddress.getByName(target.getHostString());
            loop.loop()
                    .execute(() -> connect(
                            target.getHostString(), new InetSocketAddress(resolved, target.getPort()), connection));
        } catch (UnknownHostException | IllegalArgumentException e) {
            loop.loop().execute(() -> connectFailed(connection, e));
        }
    }

    private void connect(String host, InetSocketAddress target, Connection connection) {
        if (!connection.isOpen()) {
            return;
        }
        Bootstrap attempt = bootstrap.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                SslContext context = tls;
                if (context != null) {
                    channel.pipeline().addLast("tls", handshake(context, channel, host, target.getPort()));
                }
                channel.pipeline().addLast(ConnectionHandler.ofClient(connection, warning, context != null));
            }
        });
        attempt.connect(target).addListener(future -> {
            Throwable cause = future.cause();
            if (cause != null) {
                connectFailed(connection, cause);
            }
        });
    }

    private SslHandler handshake(SslContext context, Channel channel, String host, int port) {
        SslHandler handler = context.newHandler(channel.alloc(), host, port);
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        return handler;
    }

    private static void connectFailed(Connection connection, Throwable cause) {
        connection.closed(RemotingException.Kind.CONNECT_FAILED, "cannot connect: " + cause);
    }

    private void closeConnection(Connection connection) {
        try {
            connection.close(RemotingException.Kind.CLOSED, "the client was closed");
        } catch (RejectedExecutionException e) {
            // The loop has ended and taken its connections with it.
        }
    }
}
