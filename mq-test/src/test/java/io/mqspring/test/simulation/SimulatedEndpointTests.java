package io.mqspring.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.local.LocalEndpoint;
import io.mqspring.transport.local.LocalRemotingClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SimulatedEndpointTests {

    private static final String ADDRESS = "broker:10911";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final SimulatedBackend world = SimulatedBackend.seeded(5);
    private final SimulatedNetwork network = new SimulatedNetwork(world);
    private final FakeBroker broker = new FakeBroker();
    private final FakeBroker atClient = new FakeBroker();
    private final LocalEndpoint embedded = serve();
    private final SimulatedNode clientNode = world.node("client");
    private final RemotingClient client = new LocalRemotingClient(
            network.endpoint(clientNode, ADDRESS), clientNode.eventLoop("client"), world.time(), atClient);

    @Test
    void aClientOfAnEmbeddedBrokerReachesItAcrossTheNetwork() {
        CompletableFuture<OffsetResponse> answer = ask(1);
        assertThat(answer).isNotDone();
        world.advance(Duration.ofMillis(10));
        assertThat(answer.join().offset()).isEqualTo(2);
        assertThat(network.connections()).isEqualTo(1);
    }

    @Test
    void itFeelsTheFirewallAndItsOwnTimeout() {
        network.firewall().drop(Traffic.requests().first(1));
        CompletableFuture<OffsetResponse> lost = ask(1);
        world.advance(TIMEOUT.plusMillis(100));
        assertThat(lost).isCompletedExceptionally();
        CompletableFuture<OffsetResponse> kept = ask(2);
        world.advance(Duration.ofMillis(10));
        assertThat(kept.join().offset()).isEqualTo(3);
    }

    @Test
    void theBrokerReachesTheClient() {
        world.runUntil(ask(1)::isDone, TIMEOUT);
        Peer peer = broker.peers.iterator().next();
        peer.oneWay(new NotifyConsumerIdsChangedRequest("group"));
        CompletableFuture<OffsetResponse> answer = peer.exchange(new GetMaxOffsetRequest("t", 8), TIMEOUT);
        world.advance(Duration.ofMillis(10));
        assertThat(atClient.notified).containsExactly("group");
        assertThat(answer.join().offset()).isEqualTo(9);
    }

    @Test
    void aNewBrokerOnTheAddressIsFoundAfterACrash() {
        world.runUntil(ask(1)::isDone, TIMEOUT);
        world.node("broker").crash();
        world.advance(Duration.ofMillis(10));
        CompletableFuture<OffsetResponse> refused = ask(2);
        world.advance(Duration.ofMillis(10));
        assertThat(refused.handle((answer, failure) -> failure).join())
                .isInstanceOfSatisfying(RemotingException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(RemotingException.Kind.CONNECT_FAILED));
        serve();
        CompletableFuture<OffsetResponse> answer = ask(3);
        world.advance(Duration.ofMillis(10));
        assertThat(answer.join().offset()).isEqualTo(4);
        assertThat(broker.peers).hasSize(2);
    }

    @Test
    void theBrokerLearnsThatAClientIsGone() {
        world.runUntil(ask(1)::isDone, TIMEOUT);
        clientNode.crash();
        world.advance(Duration.ofMillis(10));
        assertThat(broker.closed).hasValue(1);
    }

    @Test
    void theClientLearnsThatTheBrokerClosed() {
        broker.silent = true;
        CompletableFuture<OffsetResponse> pending = ask(1);
        world.advance(Duration.ofMillis(10));
        embedded.close();
        ask(2);
        world.advance(Duration.ofMillis(10));
        assertThat(pending).isCompletedExceptionally();
    }

    @Test
    void aBugInTheBrokerIsAFaultOfTheRun() {
        broker.failure = new IllegalStateException("bug");
        ask(1);
        assertThatThrownBy(() -> world.advance(Duration.ofMillis(10))).hasMessageContaining("bug");
    }

    private LocalEndpoint serve() {
        SimulatedNode node = world.node("broker");
        LocalEndpoint endpoint = new LocalEndpoint(broker, node);
        network.serve(node, ADDRESS, endpoint);
        return endpoint;
    }

    private CompletableFuture<OffsetResponse> ask(int n) {
        return client.exchange(ADDRESS, new GetMaxOffsetRequest("t", n), TIMEOUT);
    }
}
