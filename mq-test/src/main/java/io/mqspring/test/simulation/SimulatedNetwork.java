package io.mqspring.test.simulation;

import io.mqspring.message.HostAddress;
import io.mqspring.protocol.CommandType;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.BrokerEndpoint;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingServer;
import io.mqspring.transport.RequestHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A network within one simulated world. Servers answer under an address, clients connect to it, and every packet takes a
 * seeded time; packets of one connection arrive in order. What goes wrong beyond that is told to the {@link #firewall()}.
 * Whatever crosses is copied, and a record batch handed to a client is leased until the client closes it. When a node dies,
 * the other ends of its connections learn of it, unless they are cut off.
 *
 * <p>Confined to the thread of the test.
 */
public final class SimulatedNetwork {

    private static final Duration LEAST_LATENCY = Duration.ofNanos(50_000);
    private static final Duration MOST_LATENCY = Duration.ofMillis(1);
    private static final int FIRST_PORT = 40_000;

    private final SimulatedBackend backend;
    private final RandomGenerator random;
    private final Firewall firewall;
    private final OpenLeases leases = new OpenLeases();
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Map<String, Integer> hostNumbers = new LinkedHashMap<>();
    private final Set<SimulatedNode> known = new LinkedHashSet<>();
    private final Set<ConnectionEnd> ends = new LinkedHashSet<>();
    private long leastNanos = LEAST_LATENCY.toNanos();
    private long mostNanos = MOST_LATENCY.toNanos();
    private int nextPort = FIRST_PORT;

    public SimulatedNetwork(SimulatedBackend backend) {
        this.backend = backend;
        this.random = backend.newRandom();
        this.firewall = new Firewall(backend.newRandom());
    }

    /** Where to say what goes wrong. */
    public Firewall firewall() {
        return firewall;
    }

    /** How long a packet takes, one way: a seeded time between the two. */
    public void latency(Duration least, Duration most) {
        leastNanos = least.toNanos();
        mostNanos = Math.max(leastNanos, most.toNanos());
    }

    /**
     * Answers requests under an address, until closed or the node dies. A failure of the handler that is no refusal is
     * answered as a system error and is a fault of the simulation.
     *
     * @param address {@code host:port}
     * @throws IllegalStateException when another running node serves this address
     */
    public RemotingServer serve(SimulatedNode node, String address, RequestHandler handler) {
        Server present = servers.get(address);
        if (present != null && present.node.isRunning()) {
            throw new IllegalStateException(address + " is served by node " + present.node.name());
        }
        watch(node);
        Server server = new Server(node, address, handler);
        servers.put(address, server);
        return server;
    }

    /** Serves an embedded broker under an address, as {@link #serve(SimulatedNode, String, RequestHandler)} does. */
    public RemotingServer serve(SimulatedNode node, String address, BrokerEndpoint broker) {
        return serve(node, address, new EndpointServer(broker));
    }

    /** A broker across this network, for a client on a node that connects to an embedded broker. */
    public BrokerEndpoint endpoint(SimulatedNode node, String address) {
        return new RemoteEndpoint(this, node, address);
    }

    /**
     * A client on a node.
     *
     * @param handler takes the requests that servers initiate
     */
    public RemotingClient client(SimulatedNode node, RequestHandler handler) {
        return client(node, node.eventLoop("client"), handler);
    }

    /**
     * A client on a node.
     *
     * @param loop where answers and server-initiated requests arrive
     * @param handler takes the requests that servers initiate
     */
    public RemotingClient client(SimulatedNode node, SerialExecutor loop, RequestHandler handler) {
        watch(node);
        return new SimulatedClient(this, node, loop, handler);
    }

    /** Breaks every connection between two nodes; both learn of it, if they are not cut off. */
    public void disconnect(String node, String other) {
        for (ConnectionEnd end : List.copyOf(ends)) {
            if (end.node().name().equals(node) && end.other().node().name().equals(other)) {
                breakUp(end);
            }
        }
    }

    /** Open connections. */
    public int connections() {
        return (int) ends.stream()
                .filter(end -> end.node().isRunning())
                .map(end -> Set.of(end, end.other()))
                .distinct()
                .count();
    }

    /** Record batches that clients got and did not close. */
    public long openLeases() {
        return leases.count();
    }

    /** @throws AssertionError when a client has not closed a record batch */
    public void assertNoOpenLeases() {
        if (openLeases() != 0) {
            throw new AssertionError(openLeases() + " record batch(es) were not closed [seed " + backend.seed() + "]");
        }
    }

    // ------------------------------------------------------------------ for connections

    OpenLeases leases() {
        return leases;
    }

    Duration roundTrip() {
        return Duration.ofNanos(transit() + transit());
    }

    /** Whether the address can be reached and nobody answers there. */
    boolean refuses(SimulatedNode from, String address) {
        Server server = servers.get(address);
        return server == null || !firewall.isCut(from.name(), server.node.name());
    }

    Optional<ConnectionEnd> connect(SimulatedNode from, SerialExecutor loop, RequestHandler handler, String address) {
        Server server = servers.get(address);
        if (server == null
                || !server.node.isRunning()
                || !from.isRunning()
                || firewall.isCut(from.name(), server.node.name())) {
            return Optional.empty();
        }
        HostAddress clientHost = host(from.name(), nextPort++);
        HostAddress serverHost = host(server.node.name(), port(address));
        ConnectionEnd client = new ConnectionEnd(this, from, loop, handler, serverHost, clientHost.toString());
        ConnectionEnd accepted = new ConnectionEnd(
                this, server.node, server.node.eventLoop("server"), server.handler, clientHost, address);
        client.joinTo(accepted);
        accepted.joinTo(client);
        ends.add(client);
        ends.add(accepted);
        client.inOrder(now() + roundTrip().toNanos());
        return Optional.of(client);
    }

    void carry(ConnectionEnd from, CommandType type, Traffic.Direction direction, Runnable arrival) {
        if (!from.node().isRunning()) {
            return;
        }
        ConnectionEnd to = from.other();
        Firewall.Verdict verdict = firewall.judge(from.node().name(), to.node().name(), type, direction);
        if (verdict.breakConnection()) {
            breakUp(from);
            return;
        }
        if (verdict.drop()) {
            return;
        }
        for (int copy = 0; copy < verdict.copies(); copy++) {
            long at = now() + transit() + verdict.extraNanos();
            deliver(from, to, verdict.reorder() ? at : from.inOrder(at), arrival);
        }
    }

    /** The other end learns, in order with what was sent before, that this end has closed. */
    void tellClosed(ConnectionEnd from) {
        ConnectionEnd to = from.other();
        if (from.node().isRunning()) {
            deliver(from, to, from.inOrder(now() + transit()), to::lose);
        }
    }

    void forget(ConnectionEnd end) {
        ends.remove(end);
    }

    // ------------------------------------------------------------------ inside

    private void deliver(ConnectionEnd from, ConnectionEnd to, long at, Runnable arrival) {
        if (!to.node().isRunning()) {
            later(from, at + transit(), from::lose);
            return;
        }
        later(to, at, () -> {
            if (to.isOpen()) {
                arrival.run();
            } else {
                later(from, now() + transit(), from::lose);
            }
        });
    }

    /** Runs something at an end, unless it is cut off by then. */
    private void later(ConnectionEnd end, long at, Runnable task) {
        end.loop()
                .schedule(
                        () -> {
                            if (!firewall.isCut(
                                    end.node().name(), end.other().node().name())) {
                                task.run();
                            }
                        },
                        Duration.ofNanos(at - now()));
    }

    private void breakUp(ConnectionEnd end) {
        later(end, now() + transit(), end::lose);
        later(end.other(), now() + transit(), end.other()::lose);
    }

    private void watch(SimulatedNode node) {
        if (known.add(node)) {
            node.atDeath(() -> died(node));
        }
    }

    private void died(SimulatedNode node) {
        known.remove(node);
        servers.values().removeIf(server -> server.node == node);
        for (ConnectionEnd end : List.copyOf(ends)) {
            if (end.node() == node) {
                ends.remove(end);
                ConnectionEnd other = end.other();
                later(other, end.inOrder(now() + transit()), other::lose);
            }
        }
    }

    private long transit() {
        return leastNanos + random.nextLong(mostNanos - leastNanos + 1);
    }

    private long now() {
        return backend.elapsed().toNanos();
    }

    private HostAddress host(String nodeName, int port) {
        int number = hostNumbers.computeIfAbsent(nodeName, name -> hostNumbers.size() + 1);
        byte[] ip = {10, 0, (byte) (number >> 8), (byte) number};
        try {
            return HostAddress.of(new InetSocketAddress(InetAddress.getByAddress(ip), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** A node that answers under an address. */
    private final class Server implements RemotingServer {

        private final SimulatedNode node;
        private final String address;
        private final RequestHandler handler;

        private Server(SimulatedNode node, String address, RequestHandler handler) {
            this.node = node;
            this.address = address;
            this.handler = handler;
        }

        @Override
        public InetSocketAddress address() {
            return InetSocketAddress.createUnresolved(address.substring(0, address.lastIndexOf(':')), port(address));
        }

        @Override
        public void close() {
            servers.remove(address, this);
            for (ConnectionEnd end : List.copyOf(ends)) {
                if (end.node() == node && end.localAddress().equals(address)) {
                    end.close();
                }
            }
        }
    }
}
