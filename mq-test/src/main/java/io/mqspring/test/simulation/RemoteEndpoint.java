package io.mqspring.test.simulation;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.transport.BrokerEndpoint;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A broker across the network, for a client that expects one in its own JVM: it connects again when it has to. */
final class RemoteEndpoint implements BrokerEndpoint {

    /** The client above has time-outs of its own. */
    private static final Duration FOREVER = Duration.ofDays(1);

    private final SimulatedNetwork network;
    private final SimulatedNode node;
    private final String address;

    RemoteEndpoint(SimulatedNetwork network, SimulatedNode node, String address) {
        this.network = network;
        this.node = node;
        this.address = address;
    }

    @Override
    public LocalConnection connect(RequestHandler toClient) {
        return new Connection(network.client(node, toClient), address);
    }

    @Override
    public ExecutionBackend backend() {
        return node;
    }

    private static final class Connection implements LocalConnection {

        private final RemotingClient client;
        private final String address;
        private boolean open = true;

        private Connection(RemotingClient client, String address) {
            this.client = client;
            this.address = address;
        }

        @Override
        public <R extends Response> CompletableFuture<R> exchange(Request<R> request) {
            return client.exchange(address, request, FOREVER);
        }

        @Override
        public void oneWay(Request<?> request) {
            client.oneWay(address, request);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
            client.close();
        }
    }
}
