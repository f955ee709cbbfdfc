package io.mqspring.test.simulation;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The client's side of the simulated network: a connection per address, made when first needed. */
final class SimulatedClient implements RemotingClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final SimulatedNetwork network;
    private final SimulatedNode node;
    private final SerialExecutor loop;
    private final RequestHandler handler;
    private final Map<String, ConnectionEnd> connections = new LinkedHashMap<>();
    private boolean closed;

    SimulatedClient(SimulatedNetwork network, SimulatedNode node, SerialExecutor loop, RequestHandler handler) {
        this.network = network;
        this.node = node;
        this.loop = loop;
        this.handler = handler;
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(String address, Request<R> request, Duration timeout) {
        if (closed) {
            return CompletableFuture.failedFuture(
                    new RemotingException(RemotingException.Kind.CLOSED, "this client is closed"));
        }
        Optional<ConnectionEnd> connection = connection(address);
        return connection.isPresent() ? connection.get().exchange(request, timeout) : connectFails(address, timeout);
    }

    @Override
    public void oneWay(String address, Request<?> request) {
        if (!closed) {
            connection(address).ifPresent(connection -> connection.oneWay(request));
        }
    }

    @Override
    public void close() {
        closed = true;
        List<ConnectionEnd> open = List.copyOf(connections.values());
        connections.clear();
        open.forEach(ConnectionEnd::close);
    }

    private Optional<ConnectionEnd> connection(String address) {
        ConnectionEnd present = connections.get(address);
        if (present != null && present.isOpen()) {
            return Optional.of(present);
        }
        Optional<ConnectionEnd> made = network.connect(node, loop, handler, address);
        made.ifPresent(connection -> connections.put(address, connection));
        return made;
    }

    private <R extends Response> CompletableFuture<R> connectFails(String address, Duration timeout) {
        CompletableFuture<R> failing = new CompletableFuture<>();
        Duration known = network.refuses(node, address) ? network.roundTrip() : CONNECT_TIMEOUT;
        loop.schedule(
                () -> failing.completeExceptionally(
                        new RemotingException(RemotingException.Kind.CONNECT_FAILED, "no connection to " + address)),
                known.compareTo(timeout) < 0 ? known : timeout);
        return failing;
    }
}
