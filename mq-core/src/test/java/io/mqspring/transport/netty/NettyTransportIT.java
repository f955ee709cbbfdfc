package io.mqspring.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumerListResponse;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.protocol.codec.CommandSamples;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.AddressUnavailableException;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real server and a real client over loopback. */
@ExtendWith(LeakWatch.class)
@Timeout(120)
class NettyTransportIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();
    private final ScriptedHandler broker = new ScriptedHandler(NettyTransportIT::answer);
    private final ScriptedHandler member = new ScriptedHandler(NettyTransportIT::answer);
    private final NettyRemotingServer server = NettyRemotingServer.bind(backend, "127.0.0.1", 0, broker);
    private final NettyRemotingClient client = new NettyRemotingClient(backend, backend.eventLoop("test"), member);
    private final String address = "127.0.0.1:" + server.address().getPort();

    @AfterEach
    void close() {
        client.close();
        server.close();
        backend.close();
    }

    private static CompletableFuture<?> answer(RequestContext context, Request<?> request) {
        if (request instanceof GetMaxOffsetRequest max) {
            return CompletableFuture.completedFuture(new OffsetResponse(max.queueId()));
        }
        if (request instanceof SendMessageRequest send) {
            CRC32 crc = new CRC32();
            crc.update(send.body().duplicate());
            return CompletableFuture.completedFuture(new SendMessageResponse(
                    ResponseCode.SUCCESS, Long.toHexString(crc.getValue()), send.queueId(), 1, null, null));
        }
        if (request instanceof GetConsumerListRequest) {
            return CompletableFuture.completedFuture(new ConsumerListResponse(List.of("me")));
        }
        return CompletableFuture.completedFuture(new EmptyResponse());
    }

    @Test
    void answersAreMatchedInWhateverOrderTheyCome() throws InterruptedException {
        ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();
        broker.script((context, request) -> {
            CompletableFuture<OffsetResponse> answer = new CompletableFuture<>();
            held.add(() -> answer.complete(new OffsetResponse(((GetMaxOffsetRequest) request).queueId())));
            return answer;
        });
        int threads = 4;
        int each = 500;
        List<CompletableFuture<OffsetResponse>> answers = Collections.synchronizedList(new ArrayList<>());
        List<Boolean> right = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch sent = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int base = t * each;
            backend.workers().execute(() -> {
                for (int i = 0; i < each; i++) {
                    int number = base + i;
                    answers.add(client.exchange(address, new GetMaxOffsetRequest("t", number), LONG)
                            .whenComplete(
                                    (response, failure) -> right.add(failure == null && response.offset() == number)));
                }
                sent.countDown();
            });
        }
        assertThat(sent.await(30, TimeUnit.SECONDS)).isTrue();
        await().atMost(LONG).until(() -> held.size() == threads * each);
        List<Runnable> shuffled = new ArrayList<>(held);
        Collections.shuffle(shuffled, new Random(3));
        shuffled.forEach(Runnable::run);
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        assertThat(right).hasSize(threads * each).containsOnly(true);
    }

    @Test
    void bodiesOfAnySizeArrive() {
        for (int size : new int[] {0, 1, 1000, 70_000, 4 * 1024 * 1024, 15 * 1024 * 1024}) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);
            CRC32 crc = new CRC32();
            crc.update(body);
            SendMessageResponse answer =
                    client.exchange(address, send(ByteBuffer.wrap(body)), LONG).join();
            assertThat(answer.messageId()).isEqualTo(Long.toHexString(crc.getValue()));
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedHereAndTheConnectionGoesOn() {
        CompletableFuture<SendMessageResponse> large =
                client.exchange(address, send(ByteBuffer.allocate(16 * 1024 * 1024)), LONG);
        assertThat(kind(large)).isEqualTo(RemotingException.Kind.MALFORMED);
        assertThat(client.exchange(address, new GetMaxOffsetRequest("t", 5), LONG)
                        .join())
                .isEqualTo(new OffsetResponse(5));
    }

    @Test
    void refusalsAreToldApartFromFailures() {
        broker.script((context, request) -> CompletableFuture.failedFuture(
                new CommandFailedException(ResponseCode.TOPIC_NOT_EXIST, "create it first")));
        assertThatThrownBy(() -> client.exchange(address, new GetMaxOffsetRequest("t", 0), LONG)
                        .join())
                .hasCauseInstanceOf(CommandFailedException.class)
                .hasMessageContaining("create it first [TOPIC_NOT_EXIST]");
        broker.script((context, request) -> {
            throw new IllegalStateException("a bug");
        });
        assertThatThrownBy(() -> client.exchange(address, new GetMaxOffsetRequest("t", 0), LONG)
                        .join())
                .hasCauseInstanceOf(CommandFailedException.class)
                .hasMessageContaining("a bug")
                .hasMessageContaining("SYSTEM_ERROR");
    }

    @Test
    void oneWayRequestsAreNotAnswered() {
        for (int i = 0; i < 100; i++) {
            client.oneWay(address, new UpdateConsumerOffsetRequest("g", "t", 0, i));
        }
        await().atMost(LONG).until(() -> broker.contexts.size() == 100);
        assertThat(broker.contexts).allMatch(context -> context.oneWay() && context.version() == 513);
        assertThat(client.exchange(address, new GetMaxOffsetRequest("t", 5), LONG)
                        .join())
                .isEqualTo(new OffsetResponse(5));
    }

    @Test
    void oneWayRequestsAreWrittenBeforeTheClientCloses() {
        client.exchange(address, new GetMaxOffsetRequest("t", 5), LONG).join();
        client.oneWay(address, new UpdateConsumerOffsetRequest("g", "t", 0, 1));
        client.close();
        await().atMost(LONG).until(() -> broker.contexts.size() == 2);
        assertThat(kind(client.exchange(address, new GetMaxOffsetRequest("t", 5), LONG)))
                .isEqualTo(RemotingException.Kind.CLOSED);
    }

    @Test
    void theServerAsksItsClientsWithNumbersOfItsOwn() {
        Peer peer = peer();
        assertThat(peer.address().port()).isPositive();
        assertThat(peer.localAddress()).isEqualTo(address);
        ConcurrentLinkedQueue<CompletableFuture<OffsetResponse>> held = new ConcurrentLinkedQueue<>();
        broker.script((context, request) -> {
            CompletableFuture<OffsetResponse> answer = new CompletableFuture<>();
            held.add(answer);
            return answer;
        });
        List<CompletableFuture<OffsetResponse>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(client.exchange(address, new GetMaxOffsetRequest("t", i), LONG));
        }
        await().atMost(LONG).until(() -> held.size() == 20);
        for (int i = 0; i < 30; i++) {
            assertThat(peer.exchange(new GetConsumerListRequest("g"), LONG).join())
                    .isEqualTo(new ConsumerListResponse(List.of("me")));
        }
        peer.oneWay(new NotifyConsumerIdsChangedRequest("g"));
        await().atMost(LONG).until(() -> member.contexts.size() == 31);
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        held.forEach(answer -> answer.complete(new OffsetResponse(1)));
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
    }

    @Test
    void aClientsFramesAreHandledOnItsOwnLoop() {
        List<Boolean> current = Collections.synchronizedList(new ArrayList<>());
        SerialExecutor loop = backend.eventLoop("own");
        NettyRemotingClient own = new NettyRemotingClient(backend, loop, member);
        member.script((context, request) -> {
            current.add(loop.isCurrent());
            return CompletableFuture.completedFuture(new EmptyResponse());
        });
        own.exchange(address, new GetMaxOffsetRequest("t", 0), LONG)
                .whenComplete((response, failure) -> current.add(loop.isCurrent()))
                .join();
        broker.contexts.get(0).peer().oneWay(new NotifyConsumerIdsChangedRequest("g"));
        await().atMost(LONG).until(() -> current.size() == 2);
        assertThat(current).containsOnly(true);
        own.close();
    }

    @Test
    void batchesOfAnySizeArriveAndAreGivenBackWhenWritten() {
        AtomicInteger released = new AtomicInteger();
        for (int records : new int[] {1, 3, 40, 400}) {
            ByteBuffer bytes = CommandSamples.records(records, 1024);
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate());
            direct.flip();
            List<ByteBuffer> slices = slices(direct, records);
            broker.script((context, request) -> CompletableFuture.completedFuture(CommandSamples.pulled(
                    PullStatus.FOUND, RecordBatch.leased(slices, records, released::incrementAndGet))));
            PullMessageResponse answer = client.exchange(address, pull(), LONG).join();
            assertThat(answer.batch().count()).isEqualTo(records);
            assertThat(answer.batch().slices()).containsExactly(bytes);
        }
        await().atMost(LONG).until(() -> released.get() == 4);
    }

    @Test
    void aLateAnswerIsDroppedAndTheConnectionGoesOn() {
        CompletableFuture<OffsetResponse> late = new CompletableFuture<>();
        broker.script((context, request) -> ((GetMaxOffsetRequest) request).queueId() == 0
                ? late
                : CompletableFuture.completedFuture(new OffsetResponse(1)));
        CompletableFuture<OffsetResponse> timedOut =
                client.exchange(address, new GetMaxOffsetRequest("t", 0), Duration.ofMillis(300));
        while (!timedOut.isDone()) {
            client.exchange(address, new GetMaxOffsetRequest("t", 1), LONG).join();
        }
        assertThat(kind(timedOut)).isEqualTo(RemotingException.Kind.TIMEOUT);
        late.complete(new OffsetResponse(9));
        assertThat(client.exchange(address, new GetMaxOffsetRequest("t", 1), LONG)
                        .join())
                .isEqualTo(new OffsetResponse(1));
        assertThat(broker.contexts.stream().map(context -> context.peer()).distinct())
                .hasSize(1);
    }

    @Test
    void aConnectionOnWhichNothingComesWhileARequestTimesOutIsGivenUp() {
        client.exchange(address, new GetMaxOffsetRequest("t", 0), LONG).join();
        broker.script((context, request) -> new CompletableFuture<>());
        assertThat(kind(client.exchange(address, new GetMaxOffsetRequest("t", 0), Duration.ofMillis(200))))
                .isEqualTo(RemotingException.Kind.TIMEOUT);
        broker.script(NettyTransportIT::answer);
        client.exchange(address, new GetMaxOffsetRequest("t", 0), LONG).join();
        assertThat(broker.contexts.stream().map(context -> context.peer()).distinct())
                .hasSize(2);
    }

    @Test
    void aLostConnectionFailsWhatIsPendingAndIsMadeAgain() {
        broker.script((context, request) -> new CompletableFuture<>());
        CompletableFuture<OffsetResponse> pending = client.exchange(address, new GetMaxOffsetRequest("t", 0), LONG);
        await().atMost(LONG).until(() -> broker.contexts.size() == 1);
        AtomicInteger closes = new AtomicInteger();
        broker.contexts.get(0).peer().onClose(closes::incrementAndGet);
        broker.contexts.get(0).peer().close();
        assertThat(kind(pending)).isEqualTo(RemotingException.Kind.CONNECTION_LOST);
        await().atMost(LONG).until(() -> closes.get() == 1);
        broker.script(NettyTransportIT::answer);
        assertThat(client.exchange(address, new GetMaxOffsetRequest("t", 6), LONG)
                        .join())
                .isEqualTo(new OffsetResponse(6));
    }

    @Test
    void whereNobodyListensIsSaid() {
        server.close();
        CompletableFuture<OffsetResponse> answer = client.exchange(address, new GetMaxOffsetRequest("t", 0), LONG);
        assertThat(kind(answer)).isEqualTo(RemotingException.Kind.CONNECT_FAILED);
        assertThatThrownBy(answer::join).hasMessageContaining(address);
        assertThat(kind(client.exchange("no.such.host.invalid:1", new GetMaxOffsetRequest("t", 0), LONG)))
                .isEqualTo(RemotingException.Kind.CONNECT_FAILED);
        assertThat(kind(client.exchange("nonsense", new GetMaxOffsetRequest("t", 0), LONG)))
                .isEqualTo(RemotingException.Kind.CONNECT_FAILED);
        NettyRemotingServer again =
                NettyRemotingServer.bind(backend, "127.0.0.1", server.address().getPort(), broker);
        assertThat(client.exchange(address, new GetMaxOffsetRequest("t", 2), LONG)
                        .join())
                .isEqualTo(new OffsetResponse(2));
        again.close();
    }

    @Test
    void whereNobodyListensIsSaidToWhoAsksOnTheLoopAndAgainWhenItTriesAgain() {
        server.close();
        SerialExecutor loop = backend.eventLoop("own");
        NettyRemotingClient own = new NettyRemotingClient(backend, loop, member);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        loop.execute(() -> retry(own, 50, failures));
        await().atMost(LONG).until(() -> failures.size() == 50);
        assertThat(failures).allSatisfy(failure -> assertThat(((RemotingException) failure).kind())
                .isEqualTo(RemotingException.Kind.CONNECT_FAILED));
        own.close();
    }

    private void retry(NettyRemotingClient own, int times, List<Throwable> failures) {
        own.exchange(address, new GetMaxOffsetRequest("t", 0), LONG).whenComplete((response, failure) -> {
            failures.add(failure);
            if (times > 1) {
                retry(own, times - 1, failures);
            }
        });
    }

    @Test
    void namesAreResolved() {
        String named = "localhost:" + server.address().getPort();
        assertThat(client.exchange(named, new GetMaxOffsetRequest("t", 2), LONG).join())
                .isEqualTo(new OffsetResponse(2));
    }

    @Test
    void aTakenPortIsSaidWithWhatToChange() {
        int port = server.address().getPort();
        assertThatThrownBy(() -> NettyRemotingServer.bind(backend, "127.0.0.1", port, broker))
                .isInstanceOfSatisfying(AddressUnavailableException.class, e -> {
                    assertThat(e.port()).isEqualTo(port);
                    assertThat(e.host()).isEqualTo("127.0.0.1");
                })
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("mq.embedded.port");
        assertThatThrownBy(() -> NettyRemotingServer.bind(backend, "192.0.2.1", 0, broker))
                .isInstanceOf(AddressUnavailableException.class)
                .hasMessageContaining("mq.embedded.address");
    }

    @Test
    void closingTheServerLetsItsPeersKnow() {
        Peer peer = peer();
        AtomicInteger closes = new AtomicInteger();
        peer.onClose(closes::incrementAndGet);
        server.close();
        assertThat(closes.get()).isEqualTo(1);
        assertThat(peer.isOpen()).isFalse();
        assertThat(kind(peer.exchange(new GetConsumerListRequest("g"), LONG))).isEqualTo(RemotingException.Kind.CLOSED);
    }

    private Peer peer() {
        client.exchange(address, new GetMaxOffsetRequest("t", 0), LONG).join();
        return broker.contexts.get(0).peer();
    }

    private static List<ByteBuffer> slices(ByteBuffer records, int count) {
        List<ByteBuffer> slices = new ArrayList<>();
        int size = records.remaining() / count;
        for (int i = 0; i < count; i++) {
            slices.add(records.slice(i * size, size));
        }
        return slices;
    }

    static PullMessageRequest pull() {
        return new PullMessageRequest("g", "t", 0, 0, 32, 2, 0, 15000, null, 0, "TAG", 1 << 18, false);
    }

    private static SendMessageRequest send(ByteBuffer body) {
        return new SendMessageRequest("g", "t", "TBW102", 4, 0, 0, 1, 0, "", 0, -1, body);
    }

    static RemotingException.Kind kind(CompletableFuture<?> answer) {
        try {
            Object value = answer.join();
            throw new AssertionError("answered with " + value);
        } catch (CompletionException e) {
            return ((RemotingException) Objects.requireNonNull(e.getCause())).kind();
        }
    }
}
