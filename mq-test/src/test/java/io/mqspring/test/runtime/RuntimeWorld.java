package io.mqspring.test.runtime;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import io.mqspring.producer.SendResult;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedDisk;
import io.mqspring.test.simulation.SimulatedNetwork;
import io.mqspring.test.simulation.SimulatedNode;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One broker on a simulated disk, reached by clients of its own node or across the simulated network. The broker can die
 * and come back. Confined to the thread of the test.
 */
final class RuntimeWorld {

    static final String BROKER = "broker";
    static final String BROKER_NAME = "b";
    static final String ADDRESS = "broker:10911";
    /** More than any request takes when nothing is wrong. */
    static final Duration SOON = Duration.ofSeconds(30);

    static final int SEGMENT = 1 << 20;
    private static final int MAX_BODY = 64 * 1024;

    final SimulatedBackend backend;
    final SimulatedNetwork network;
    final SimulatedDisk disk;
    final RandomGenerator random;
    private BrokerSettings settings = BrokerSettings.in(Path.of("simulated"))
            .withName(BROKER_NAME)
            .withAdvertisedAddress(ADDRESS)
            .withSegmentSize(SEGMENT)
            .withMaxBodyBytes(MAX_BODY);
    private @Nullable EmbeddedBroker broker;
    private long rescuesBefore;

    RuntimeWorld(SimulatedBackend backend) {
        this(backend, new SimulatedDisk());
    }

    RuntimeWorld(SimulatedBackend backend, SimulatedDisk disk) {
        this.backend = backend;
        this.disk = disk;
        this.network = new SimulatedNetwork(backend);
        this.random = backend.newRandom();
    }

    /** Settings of a client that does not wait for anything. */
    static ClientSettings clientSettings() {
        return ClientSettings.defaults()
                .withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ZERO)
                .withMaxCachedBytes(64L * 1024 * 1024)
                .withApplication("simulation 1");
    }

    void brokerSettings(BrokerSettings changed) {
        settings = changed;
    }

    BrokerSettings brokerSettings() {
        return settings;
    }

    SimulatedNode brokerNode() {
        return backend.node(BROKER);
    }

    EmbeddedBroker broker() {
        EmbeddedBroker running = broker;
        if (running == null) {
            throw new IllegalStateException("the broker is down");
        }
        return running;
    }

    boolean brokerIsUp() {
        return broker != null;
    }

    void startBroker() {
        startBroker(handler -> handler);
    }

    /**
     * Starts the broker with somebody at its door.
     *
     * @param door wraps what answers requests from the network
     */
    void startBroker(UnaryOperator<RequestHandler> door) {
        SimulatedNode node = brokerNode();
        EmbeddedBroker started = EmbeddedBroker.start(settings, node, disk);
        broker = started;
        network.serve(node, ADDRESS, door.apply(started.requestHandler()));
    }

    /** The broker's machine loses power: what was not forced may be gone. */
    void losePower() {
        noteRescues();
        brokerNode().crash();
        disk.crash(random);
        broker = null;
    }

    /** As {@code kill -9}: the process is gone, what it wrote is not. */
    void killBroker() {
        noteRescues();
        brokerNode().crash();
        disk.kill();
        broker = null;
    }

    /** Waiting pulls that only the sweep found, in all lives of the broker. */
    long sweepRescues() {
        return rescuesBefore + (broker == null ? 0 : broker.stats().sweepRescues());
    }

    /** A client in the broker's own process. */
    MqClient localClient(ClientSettings clientSettings) {
        return MqClient.connect(clientSettings, broker());
    }

    /** A client on a node of its own, across the network. */
    MqClient remoteClient(String node, ClientSettings clientSettings) {
        return remoteClient(node, clientSettings, network -> network);
    }

    /**
     * A client on a node of its own, across the network.
     *
     * @param way wraps what the client reaches the network by
     */
    MqClient remoteClient(String node, ClientSettings clientSettings, UnaryOperator<RemotingClient> way) {
        SimulatedNode home = backend.node(node);
        return MqClient.connect(
                clientSettings,
                List.of(ADDRESS),
                home,
                (of, loop, toClient) -> way.apply(network.client(home, loop, toClient)));
    }

    static CompletableFuture<SendResult> send(MqClient client, String topic, String body) {
        return client.producer()
                .sendAsync(Message.to(topic)
                        .body(body.getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    /** Sends and runs the world until the broker has answered. */
    SendResult sendNow(MqClient client, String topic, String body) {
        return await(send(client, topic, body));
    }

    <T> T await(CompletableFuture<T> future) {
        backend.runUntil(future::isDone, SOON);
        return future.join();
    }

    /** What the broker knows as the group's committed offset, asked behind the network's back. */
    OptionalLong committed(String group, String topic, int queueId) {
        return ask(new QueryConsumerOffsetRequest(group, topic, queueId, false))
                .map(QueryConsumerOffsetResponse::offset)
                .orElse(OptionalLong.empty());
    }

    /** The broker's answer to a request, if it gives one at once. */
    <R extends Response> Optional<R> ask(Request<R> request) {
        try (LocalConnection connection = broker().connect(new Deaf())) {
            CompletableFuture<R> answer = connection.exchange(request);
            return answer.isDone() && !answer.isCompletedExceptionally()
                    ? Optional.of(answer.join())
                    : Optional.empty();
        }
    }

    private void noteRescues() {
        rescuesBefore = sweepRescues();
    }

    /** Answers nothing that a broker asks. */
    private static final class Deaf implements RequestHandler {

        @Override
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            return new CompletableFuture<>();
        }
    }
}
