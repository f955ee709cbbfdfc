package io.mqspring.test.simulation;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.transport.BrokerEndpoint;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Serves an embedded broker to the network: each remote peer gets a connection of its own within the broker's JVM. So the
 * broker takes it for one that dies with it.
 */
final class EndpointServer implements RequestHandler {

    /** The broker above has time-outs of its own. */
    private static final Duration FOREVER = Duration.ofDays(1);

    private final BrokerEndpoint broker;
    private final Map<Peer, LocalConnection> connections = new IdentityHashMap<>();

    EndpointServer(BrokerEndpoint broker) {
        this.broker = broker;
    }

    @Override
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        LocalConnection connection = connection(context.peer());
        if (!connection.isOpen()) {
            context.peer().close();
            return new CompletableFuture<>();
        }
        if (context.oneWay()) {
            connection.oneWay(request);
            return new CompletableFuture<>();
        }
        return connection.exchange(request).whenComplete((response, failure) -> {
            if (failure instanceof RemotingException) {
                context.peer().close(); // the broker has closed: what answers now reaches nobody
            }
        });
    }

    private LocalConnection connection(Peer peer) {
        LocalConnection present = connections.get(peer);
        if (present != null) {
            return present;
        }
        LocalConnection made = broker.connect(new ToPeer(peer));
        connections.put(peer, made);
        peer.onClose(() -> {
            connections.remove(peer);
            made.close();
        });
        return made;
    }

    /** What the broker asks goes on to the peer. */
    private record ToPeer(Peer peer) implements RequestHandler {

        @Override
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            if (context.oneWay()) {
                peer.oneWay(request);
                return new CompletableFuture<>();
            }
            return peer.exchange(request, FOREVER);
        }
    }
}
