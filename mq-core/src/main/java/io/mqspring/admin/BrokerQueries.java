package io.mqspring.admin;

import io.mqspring.protocol.ClusterResponse;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetClusterRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.route.NameServers;
import io.mqspring.route.RouteTable;
import io.mqspring.transport.RemotingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Asks all brokers of a cluster; an answer that does not come is a value, too. Thread safe. */
final class BrokerQueries {

    private static final long MASTER = 0;

    private final RemotingClient remoting;
    private final NameServers nameServers;
    private final RouteTable routes;
    private final Duration timeout;

    BrokerQueries(RemotingClient remoting, NameServers nameServers, RouteTable routes, Duration timeout) {
        this.remoting = remoting;
        this.nameServers = nameServers;
        this.routes = routes;
        this.timeout = timeout;
    }

    /**
     * What came back.
     *
     * @param from address asked
     * @param answer empty when refused or not answered
     * @param refused whether the broker answered, and said no
     */
    record Told<R>(String from, Optional<R> answer, boolean refused) {

        /** Whether there was any answer. */
        boolean isKnown() {
            return answer.isPresent() || refused;
        }
    }

    NameServers nameServers() {
        return nameServers;
    }

    Duration timeout() {
        return timeout;
    }

    /** The masters of all brokers: as a name server tells, or those of the known routes. */
    CompletableFuture<List<String>> masters() {
        return nameServers.ask(new GetClusterRequest()).handle((cluster, failure) -> {
            if (cluster != null) {
                return masters(cluster);
            }
            List<String> known = routes.masterAddresses().stream().sorted().toList();
            if (known.isEmpty() && failure != null) {
                throw new CompletionException(cause(failure));
            }
            return known;
        });
    }

    /** Asks a broker; never fails. */
    <R extends Response> CompletableFuture<Told<R>> ask(String address, Request<R> request) {
        return ask(address, request, timeout);
    }

    /** Asks a broker with a time-out; never fails. */
    <R extends Response> CompletableFuture<Told<R>> ask(String address, Request<R> request, Duration patience) {
        return remoting.exchange(address, request, patience)
                .handle((response, failure) -> new Told<>(
                        address, Optional.ofNullable(response), cause(failure) instanceof CommandFailedException));
    }

    /** Asks a broker; fails as the exchange does. */
    <R extends Response> CompletableFuture<R> askOrFail(String address, Request<R> request) {
        return remoting.exchange(address, request, timeout);
    }

    /** Asks several brokers at once; never fails. */
    <R extends Response> CompletableFuture<List<Told<R>>> askAll(List<String> addresses, Request<R> request) {
        return gather(addresses.stream().map(address -> ask(address, request)).toList());
    }

    /** All results, in order. */
    static <T> CompletableFuture<List<T>> gather(List<CompletableFuture<T>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<T> results = new ArrayList<>(parts.size());
            parts.forEach(part -> results.add(part.join()));
            return results;
        });
    }

    private static List<String> masters(ClusterResponse cluster) {
        return cluster.brokers().stream()
                .map(broker -> broker.addresses().get(MASTER))
                .flatMap(address -> Optional.ofNullable(address).stream())
                .distinct()
                .sorted()
                .toList();
    }

    static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
