package io.mqspring.broker;

import io.mqspring.message.HostAddress;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.transport.RequestHandler;
import io.mqspring.transport.netty.NettyExecutionBackend;
import io.mqspring.transport.netty.NettyRemotingServer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The broker's TCP port: bound early, because records and routes name it, and served when the broker is complete. */
final class TcpPort implements AutoCloseable {

    private final LateHandler handler;
    private final NettyRemotingServer server;

    private TcpPort(LateHandler handler, NettyRemotingServer server) {
        this.handler = handler;
        this.server = server;
    }

    static TcpPort bind(BrokerSettings settings, ExecutionBackend backend) {
        if (!(backend instanceof NettyExecutionBackend netty)) {
            throw new IllegalArgumentException("a TCP port needs a backend with real event loops, not "
                    + backend.getClass().getSimpleName());
        }
        LateHandler handler = new LateHandler();
        return new TcpPort(
                handler,
                NettyRemotingServer.bind(
                        netty, settings.bindAddress(), settings.port().orElseThrow(), handler, settings.access()));
    }

    void serve(RequestHandler target) {
        handler.to(target);
    }

    int number() {
        return server.address().getPort();
    }

    /** What records name as their broker: tools connect to it. */
    HostAddress storeHost(@Nullable String advertisedAddress) {
        if (advertisedAddress != null) {
            int colon = advertisedAddress.lastIndexOf(':');
            return HostAddress.of(new InetSocketAddress(
                    advertisedAddress.substring(0, colon), Integer.parseInt(advertisedAddress.substring(colon + 1))));
        }
        InetSocketAddress bound = server.address();
        return bound.getAddress() == null || bound.getAddress().isAnyLocalAddress()
                ? HostAddress.of(new InetSocketAddress("127.0.0.1", bound.getPort()))
                : HostAddress.of(bound);
    }

    @Override
    public void close() {
        server.close();
    }
}
