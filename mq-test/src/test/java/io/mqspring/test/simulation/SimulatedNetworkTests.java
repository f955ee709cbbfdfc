package io.mqspring.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.MessageView;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordFormat;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RemotingServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTests {

    private static final String ADDRESS = "broker:10911";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final SimulatedBackend world = SimulatedBackend.seeded(5);
    private final SimulatedNetwork network = new SimulatedNetwork(world);
    private final Firewall firewall = network.firewall();
    private final SimulatedNode brokerNode = world.node("broker");
    private final SimulatedNode clientNode = world.node("client");
    private final FakeBroker broker = new FakeBroker();
    private final RemotingServer server = network.serve(brokerNode, ADDRESS, broker);
    private final FakeBroker atClient = new FakeBroker();
    private final RemotingClient client = network.client(clientNode, atClient);

    @Test
    void answersARequestAfterSomeTimeOnAnEventLoop() {
        List<Boolean> onLoop = new ArrayList<>();
        CompletableFuture<OffsetResponse> answer = ask(41);
        CompletableFuture<Void> noted = answer.thenRun(() -> onLoop.add(world.onEventLoop()));
        assertThat(answer).isNotDone();
        world.runUntil(answer::isDone, TIMEOUT);
        assertThat(answer.join().offset()).isEqualTo(42);
        assertThat(noted).isCompleted();
        assertThat(onLoop).containsExactly(true);
        assertThat(world.elapsed()).isBetween(Duration.ofNanos(200_000), Duration.ofMillis(4));
    }

    @Test
    void requestsOfOneConnectionArriveInOrder() {
        for (long n = 0; n < 50; n++) {
            ask(n);
        }
        world.advance(TIMEOUT);
        assertThat(broker.asked)
                .containsExactlyElementsOf(LongStream.range(0, 50).boxed().toList());
    }

    @Test
    void aReorderRuleLetsRequestsOvertake() {
        Firewall.Rule rule = firewall.reorder(Traffic.requests(CommandType.GET_MAX_OFFSET));
        for (long n = 0; n < 50; n++) {
            ask(n);
        }
        world.advance(TIMEOUT);
        List<Long> sent = LongStream.range(0, 50).boxed().toList();
        assertThat(broker.asked).containsExactlyInAnyOrderElementsOf(sent).isNotEqualTo(sent);
        assertThat(rule.hits()).isEqualTo(50);
    }

    @Test
    void aDroppedRequestTimesOutAndIsNotCarriedOut() {
        firewall.drop(Traffic.requests().first(1));
        CompletableFuture<OffsetResponse> lost = ask(1);
        CompletableFuture<OffsetResponse> kept = ask(2);
        world.advance(TIMEOUT.minusMillis(1));
        assertThat(lost).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(kindOf(lost)).isEqualTo(RemotingException.Kind.TIMEOUT);
        assertThat(kept.join().offset()).isEqualTo(3);
        assertThat(broker.asked).containsExactly(2L);
    }

    @Test
    void aDroppedResponseTimesOutThoughTheRequestWasCarriedOut() {
        firewall.drop(
                Traffic.responses(CommandType.GET_MAX_OFFSET).from("broker").to("client"));
        CompletableFuture<OffsetResponse> lost = ask(1);
        world.advance(TIMEOUT);
        assertThat(kindOf(lost)).isEqualTo(RemotingException.Kind.TIMEOUT);
        assertThat(broker.asked).containsExactly(1L);
    }

    @Test
    void rulesMeetOnlyTheTrafficTheyDescribe() {
        firewall.drop(Traffic.requests(CommandType.UPDATE_CONSUMER_OFFSET));
        firewall.drop(Traffic.any().from("other"));
        firewall.drop(Traffic.any().to("other"));
        firewall.drop(Traffic.any().chance(0));
        firewall.drop(Traffic.any().first(0));
        firewall.drop(Traffic.any()).remove();
        CompletableFuture<OffsetResponse> answer = ask(1);
        world.advance(TIMEOUT);
        assertThat(answer.join().offset()).isEqualTo(2);
    }

    @Test
    void chanceMeetsAShare() {
        firewall.drop(Traffic.requests().chance(0.3));
        for (long n = 0; n < 1000; n++) {
            ask(n);
        }
        world.advance(TIMEOUT);
        assertThat(broker.asked.size()).isBetween(600, 800);
    }

    @Test
    void aDelayedRequestHoldsUpItsConnection() {
        firewall.delay(Traffic.requests().first(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
        ask(1);
        CompletableFuture<OffsetResponse> behind = ask(2);
        world.advance(Duration.ofMillis(999));
        assertThat(broker.asked).isEmpty();
        world.advance(TIMEOUT);
        assertThat(broker.asked).containsExactly(1L, 2L);
        assertThat(behind.join().offset()).isEqualTo(3);
    }

    @Test
    void aDuplicatedRequestIsCarriedOutTwiceAndAnsweredOnce() {
        firewall.duplicate(Traffic.requests());
        CompletableFuture<OffsetResponse> answer = ask(1);
        world.advance(TIMEOUT);
        assertThat(broker.asked).containsExactly(1L, 1L);
        assertThat(answer.join().offset()).isEqualTo(2);
    }

    @Test
    void aBrokenConnectionFailsWhatIsPendingAndTheNextRequestConnectsAgain() {
        firewall.breakConnection(Traffic.responses().first(1));
        CompletableFuture<OffsetResponse> pending = ask(1);
        world.advance(Duration.ofMillis(100));
        assertThat(kindOf(pending)).isEqualTo(RemotingException.Kind.CONNECTION_LOST);
        assertThat(broker.closed).hasValue(1);
        CompletableFuture<OffsetResponse> again = ask(2);
        world.advance(Duration.ofMillis(100));
        assertThat(again.join().offset()).isEqualTo(3);
        assertThat(network.connections()).isEqualTo(1);
    }

    @Test
    void disconnectTellsBothEnds() {
        broker.silent = true;
        CompletableFuture<OffsetResponse> pending = ask(1);
        world.advance(Duration.ofMillis(100));
        network.disconnect("client", "broker");
        world.advance(Duration.ofMillis(100));
        assertThat(kindOf(pending)).isEqualTo(RemotingException.Kind.CONNECTION_LOST);
        assertThat(broker.closed).hasValue(1);
        assertThat(network.connections()).isZero();
    }

    @Test
    void nothingPassesAPartitionAndAHealedOneWorksOn() {
        world.runUntil(ask(0)::isDone, TIMEOUT);
        firewall.partition("client", "broker");
        CompletableFuture<OffsetResponse> cut = ask(1);
        world.advance(TIMEOUT);
        assertThat(kindOf(cut)).isEqualTo(RemotingException.Kind.TIMEOUT);
        firewall.heal();
        CompletableFuture<OffsetResponse> healed = ask(2);
        world.advance(TIMEOUT);
        assertThat(healed.join().offset()).isEqualTo(3);
        assertThat(broker.asked).containsExactly(0L, 2L);
    }

    @Test
    void aPartitionStopsWhatIsUnderWay() {
        world.runUntil(ask(0)::isDone, TIMEOUT);
        ask(1);
        firewall.isolate("broker");
        world.advance(TIMEOUT);
        assertThat(broker.asked).containsExactly(0L);
    }

    @Test
    void noConnectionIsMadeThroughAPartition() {
        firewall.isolate("client");
        CompletableFuture<OffsetResponse> cut = ask(1, Duration.ofSeconds(10));
        world.advance(Duration.ofMillis(2_999));
        assertThat(cut).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(kindOf(cut)).isEqualTo(RemotingException.Kind.CONNECT_FAILED);
    }

    @Test
    void anAddressThatNobodyServesRefusesSoon() {
        CompletableFuture<?> refused = client.exchange("nobody:1", new GetMaxOffsetRequest("t", 0), TIMEOUT);
        world.advance(Duration.ofMillis(10));
        assertThat(kindOf(refused)).isEqualTo(RemotingException.Kind.CONNECT_FAILED);
    }

    @Test
    void theDeathOfANodeBreaksItsConnections() {
        broker.silent = true;
        CompletableFuture<OffsetResponse> pending = ask(1);
        world.advance(Duration.ofMillis(100));
        brokerNode.crash();
        world.advance(Duration.ofMillis(10));
        assertThat(kindOf(pending)).isEqualTo(RemotingException.Kind.CONNECTION_LOST);
        assertThat(broker.closed).hasValue(0);

        FakeBroker next = new FakeBroker();
        network.serve(world.node("broker"), ADDRESS, next);
        CompletableFuture<OffsetResponse> answer = ask(2);
        world.advance(Duration.ofMillis(10));
        assertThat(answer.join().offset()).isEqualTo(3);
    }

    @Test
    void aDeathBehindAPartitionShowsOnlyAtTheNextPacketAfterIt() {
        broker.silent = true;
        CompletableFuture<OffsetResponse> pending = ask(1, Duration.ofHours(1));
        world.advance(Duration.ofMillis(100));
        firewall.partition("client", "broker");
        brokerNode.crash();
        world.advance(Duration.ofMinutes(1));
        firewall.heal();
        world.advance(Duration.ofMinutes(1));
        assertThat(pending).isNotDone();
        CompletableFuture<OffsetResponse> next = ask(2);
        world.advance(Duration.ofMillis(10));
        assertThat(kindOf(pending)).isEqualTo(RemotingException.Kind.CONNECTION_LOST);
        assertThat(kindOf(next)).isEqualTo(RemotingException.Kind.CONNECTION_LOST);
    }

    @Test
    void theDeathOfAClientIsSeenByTheServer() {
        world.runUntil(ask(1)::isDone, TIMEOUT);
        clientNode.crash();
        world.advance(Duration.ofMillis(10));
        assertThat(broker.closed).hasValue(1);
    }

    @Test
    void serversAskClients() {
        world.runUntil(ask(1)::isDone, TIMEOUT);
        Peer peer = broker.peers.iterator().next();
        CompletableFuture<OffsetResponse> answer = peer.exchange(new GetMaxOffsetRequest("t", 10), TIMEOUT);
        peer.oneWay(new NotifyConsumerIdsChangedRequest("group"));
        world.advance(Duration.ofMillis(10));
        assertThat(answer.join().offset()).isEqualTo(11);
        assertThat(atClient.notified).containsExactly("group");
        assertThat(peer.localAddress()).isEqualTo(ADDRESS);
        assertThat(peer.address().toString()).startsWith("10.0.0.");
    }

    @Test
    void aServerThatClosesThePeerIsNoticedByTheClient() {
        world.runUntil(ask(1)::isDone, TIMEOUT);
        broker.silent = true;
        CompletableFuture<OffsetResponse> pending = ask(2);
        world.advance(Duration.ofMillis(10));
        Peer peer = broker.peers.iterator().next();
        peer.close();
        AtomicInteger told = new AtomicInteger();
        peer.onClose(told::incrementAndGet);
        world.advance(Duration.ofMillis(10));
        assertThat(kindOf(pending)).isEqualTo(RemotingException.Kind.CONNECTION_LOST);
        assertThat(peer.isOpen()).isFalse();
        assertThat(told).hasValue(1);
    }

    @Test
    void aClosedClientFailsWhatIsPendingAndRefuses() {
        broker.silent = true;
        CompletableFuture<OffsetResponse> pending = ask(1);
        world.advance(Duration.ofMillis(10));
        client.close();
        assertThat(kindOf(pending)).isEqualTo(RemotingException.Kind.CONNECTION_LOST);
        assertThat(kindOf(ask(2))).isEqualTo(RemotingException.Kind.CLOSED);
        world.advance(Duration.ofMillis(10));
        assertThat(broker.closed).hasValue(1);
    }

    @Test
    void aClosedServerIsGone() {
        world.runUntil(ask(1)::isDone, TIMEOUT);
        server.close();
        world.advance(Duration.ofMillis(10));
        CompletableFuture<OffsetResponse> refused = ask(2);
        world.advance(Duration.ofMillis(10));
        assertThat(kindOf(refused)).isEqualTo(RemotingException.Kind.CONNECT_FAILED);
    }

    @Test
    void oneAddressHasOneServer() {
        assertThatThrownBy(() -> network.serve(world.node("second"), ADDRESS, broker))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(ADDRESS)
                .hasMessageContaining("broker");
    }

    @Test
    void aRefusalCrossesAsItIs() {
        broker.failure = new CommandFailedException(ResponseCode.TOPIC_NOT_EXIST, "no topic t");
        CompletableFuture<OffsetResponse> refused = ask(1);
        world.advance(Duration.ofMillis(10));
        assertThat(causeOf(refused))
                .isInstanceOfSatisfying(CommandFailedException.class, failed -> assertThat(failed.code())
                        .isEqualTo(ResponseCode.TOPIC_NOT_EXIST));
    }

    @Test
    void anotherFailureIsASystemErrorThereAndAFaultHere() {
        broker.failure = new IllegalStateException("bug");
        CompletableFuture<OffsetResponse> refused = ask(1);
        assertThatThrownBy(() -> world.advance(Duration.ofMillis(10))).hasMessageContaining("bug");
        world.expectFaults(fault -> true);
        SimulatedBackend other = SimulatedBackend.seeded(1);
        other.expectFaults(fault -> fault instanceof IllegalStateException);
        SimulatedNetwork otherNetwork = new SimulatedNetwork(other);
        otherNetwork.serve(other.node("broker"), ADDRESS, broker);
        CompletableFuture<OffsetResponse> answer = otherNetwork
                .client(other.node("client"), atClient)
                .exchange(ADDRESS, new GetMaxOffsetRequest("t", 1), TIMEOUT);
        other.advance(Duration.ofMillis(10));
        assertThat(causeOf(answer))
                .isInstanceOfSatisfying(CommandFailedException.class, failed -> assertThat(failed.code())
                        .isEqualTo(ResponseCode.SYSTEM_ERROR));
        assertThat(refused).isNotDone();
    }

    @Test
    void recordsAreCopiedAndBothLeasesAreCounted() {
        CompletableFuture<PullMessageResponse> answer = pull();
        world.advance(Duration.ofMillis(10));
        assertThat(broker.storeLeases).hasValue(0);
        RecordBatch batch = answer.join().batch();
        assertThat(batch.count()).isEqualTo(2);
        assertThat(network.openLeases()).isEqualTo(1);
        assertThatThrownBy(network::assertNoOpenLeases).hasMessageContaining("seed 5");

        List<MessageView> views = batch.toViews("broker");
        batch.close();
        batch.close();
        network.assertNoOpenLeases();
        assertThat(views)
                .extracting(view -> new String(view.body(), StandardCharsets.UTF_8))
                .containsExactly("one", "two");
        assertThat(RecordFormat.isWellFormed(batch.slices().get(0), 0, batch.byteSize()))
                .isFalse();
    }

    @Test
    void noLeaseLeaksWhenTheResponseIsLostOrLateOrComesTwice() {
        firewall.drop(Traffic.responses().first(1));
        firewall.delay(Traffic.responses().first(2), Duration.ofSeconds(10), Duration.ofSeconds(10));
        CompletableFuture<PullMessageResponse> lost = pull();
        CompletableFuture<PullMessageResponse> late = pull();
        world.advance(Duration.ofSeconds(20));
        assertThat(kindOf(lost)).isEqualTo(RemotingException.Kind.TIMEOUT);
        assertThat(kindOf(late)).isEqualTo(RemotingException.Kind.TIMEOUT);
        firewall.duplicate(Traffic.any());
        CompletableFuture<PullMessageResponse> twice = pull();
        world.advance(Duration.ofSeconds(20));
        twice.join().batch().close();
        CompletableFuture<PullMessageResponse> givenUp = pull();
        givenUp.cancel(false);
        world.advance(Duration.ofSeconds(20));
        client.oneWay(ADDRESS, pullRequest());
        world.advance(Duration.ofSeconds(20));
        network.assertNoOpenLeases();
        assertThat(broker.storeLeases).hasValue(0);
    }

    @Test
    void aClientThatCrashesOwesNoLease() {
        pull();
        world.advance(Duration.ofMillis(10));
        assertThat(network.openLeases()).isEqualTo(1);
        clientNode.crash();
        network.assertNoOpenLeases();
    }

    @Test
    void theReceiverDoesNotShareTheSendersBody() {
        byte[] body = {1, 2, 3};
        client.oneWay(
                ADDRESS, new SendMessageRequest("p", "t", "TBW102", 4, 0, 0, 0, 0, "", 0, -1, ByteBuffer.wrap(body)));
        body[0] = 9;
        world.advance(Duration.ofMillis(10));
        assertThat(broker.bodies).containsExactly(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void theSameSeedLosesTheSamePackets() {
        Set<List<Long>> outcomes = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            List<Long> once = survivors(seed);
            assertThat(survivors(seed)).isEqualTo(once);
            outcomes.add(once);
        }
        assertThat(outcomes).hasSize(20);
    }

    private static List<Long> survivors(long seed) {
        SimulatedBackend world = SimulatedBackend.seeded(seed);
        SimulatedNetwork network = new SimulatedNetwork(world);
        FakeBroker broker = new FakeBroker();
        network.serve(world.node("broker"), ADDRESS, broker);
        RemotingClient client = network.client(world.node("client"), new FakeBroker());
        network.firewall().drop(Traffic.requests().chance(0.5));
        network.firewall().reorder(Traffic.requests().chance(0.5));
        for (long n = 0; n < 50; n++) {
            client.exchange(ADDRESS, new GetMaxOffsetRequest("t", (int) n), TIMEOUT);
        }
        world.advance(TIMEOUT);
        return broker.asked;
    }

    private CompletableFuture<OffsetResponse> ask(long n) {
        return ask(n, TIMEOUT);
    }

    private CompletableFuture<OffsetResponse> ask(long n, Duration timeout) {
        return client.exchange(ADDRESS, new GetMaxOffsetRequest("t", (int) n), timeout);
    }

    private CompletableFuture<PullMessageResponse> pull() {
        return client.exchange(ADDRESS, pullRequest(), TIMEOUT);
    }

    private static PullMessageRequest pullRequest() {
        return new PullMessageRequest("g", "t", 0, 0, 32, 0, 0, 0, "*", 0, "TAG", 1024, false);
    }

    private static Throwable causeOf(CompletableFuture<?> failed) {
        assertThat(failed).isCompletedExceptionally();
        try {
            failed.join();
            throw new IllegalStateException("did not fail");
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    private static RemotingException.Kind kindOf(CompletableFuture<?> failed) {
        return ((RemotingException) causeOf(failed)).kind();
    }
}
