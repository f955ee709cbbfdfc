package io.mqspring.transport.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumerListResponse;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalTransportTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String ANY = "anywhere:1";

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();
    private final List<RequestContext> contexts = new ArrayList<>();
    private final List<Request<?>> toClient = new ArrayList<>();
    private BiFunction<RequestContext, Request<?>, CompletableFuture<?>> broker =
            (context, request) -> CompletableFuture.completedFuture(new OffsetResponse(7));
    private final LocalEndpoint endpoint = new LocalEndpoint(new Scripted(), backend);
    private final LocalRemotingClient client =
            new LocalRemotingClient(endpoint, backend.eventLoop("test"), backend.time(), new Client());

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
        backend.close();
    }

    @Test
    void aRequestIsAnsweredInTheCallersThreadAsItIs() {
        Thread[] thread = new Thread[1];
        Request<?>[] seen = new Request<?>[1];
        broker = (context, request) -> {
            thread[0] = Thread.currentThread();
            seen[0] = request;
            return CompletableFuture.completedFuture(new OffsetResponse(7));
        };
        GetMaxOffsetRequest request = new GetMaxOffsetRequest("t", 0);
        CompletableFuture<OffsetResponse> answer = client.exchange(ANY, request, LONG);
        assertThat(answer).isCompletedWithValue(new OffsetResponse(7));
        assertThat(thread[0]).isSameAs(Thread.currentThread());
        assertThat(seen[0]).isSameAs(request);
    }

    @Test
    void refusalsAndFailuresLookAsOverANetwork() {
        broker = (context, request) ->
                CompletableFuture.failedFuture(new CommandFailedException(ResponseCode.TOPIC_NOT_EXIST, "no t"));
        failure(client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG))
                .isInstanceOfSatisfying(CommandFailedException.class, e -> assertThat(e.code())
                        .isEqualTo(ResponseCode.TOPIC_NOT_EXIST));
        broker = (context, request) -> {
            throw new IllegalStateException("a bug");
        };
        failure(client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG))
                .isInstanceOfSatisfying(
                        CommandFailedException.class, e -> assertThat(e.code()).isEqualTo(ResponseCode.SYSTEM_ERROR))
                .hasMessageContaining("a bug");
        CompletableFuture<OffsetResponse> later = new CompletableFuture<>();
        broker = (context, request) -> later;
        CompletableFuture<OffsetResponse> answer = client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG);
        later.completeExceptionally(new IllegalStateException("a later bug"));
        failure(answer).isInstanceOf(CommandFailedException.class).hasMessageContaining("a later bug");
    }

    @Test
    void anAnswerMayComeLater() {
        CompletableFuture<OffsetResponse> later = new CompletableFuture<>();
        broker = (context, request) -> later;
        CompletableFuture<OffsetResponse> answer = client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG);
        assertThat(answer).isNotDone();
        later.complete(new OffsetResponse(9));
        assertThat(answer).isCompletedWithValue(new OffsetResponse(9));
    }

    @Test
    void anAnswerThatComesTooLateGivesItsBatchBack() {
        CompletableFuture<PullMessageResponse> later = new CompletableFuture<>();
        broker = (context, request) -> later;
        CompletableFuture<PullMessageResponse> answer = client.exchange(ANY, pull(), Duration.ofMillis(20));
        await().atMost(LONG).until(answer::isDone);
        failure(answer).isInstanceOfSatisfying(RemotingException.class, e -> assertThat(e.kind())
                .isEqualTo(RemotingException.Kind.TIMEOUT));
        AtomicInteger released = new AtomicInteger();
        later.complete(new PullMessageResponse(
                PullStatus.FOUND, 0, 1, 0, 1, RecordBatch.leased(List.of(), 1, released::incrementAndGet)));
        assertThat(released.get()).isEqualTo(1);
    }

    @Test
    void oneWayRequestsArriveAsSuch() {
        client.oneWay(ANY, new GetMaxOffsetRequest("t", 0));
        assertThat(contexts).hasSize(1);
        assertThat(contexts.get(0).oneWay()).isTrue();
        broker = (context, request) -> {
            throw new IllegalStateException("a bug");
        };
        client.oneWay(ANY, new GetMaxOffsetRequest("t", 0));
        assertThat(contexts).hasSize(2);
    }

    @Test
    void theBrokerAsksTheClient() {
        Peer peer = peer();
        peer.oneWay(new NotifyConsumerIdsChangedRequest("g"));
        assertThat(toClient).containsExactly(new NotifyConsumerIdsChangedRequest("g"));
        assertThat(peer.exchange(new GetConsumerListRequest("g"), LONG))
                .isCompletedWithValue(new ConsumerListResponse(List.of("me")));
        CompletableFuture<OffsetResponse> unanswered =
                peer.exchange(new GetMaxOffsetRequest("t", 0), Duration.ofMillis(20));
        await().atMost(LONG).until(unanswered::isDone);
        failure(unanswered).isInstanceOfSatisfying(RemotingException.class, e -> assertThat(e.kind())
                .isEqualTo(RemotingException.Kind.TIMEOUT));
    }

    @Test
    void theBrokerHearsOfAClientThatCloses() {
        Peer peer = peer();
        AtomicInteger closes = new AtomicInteger();
        peer.onClose(closes::incrementAndGet);
        client.close();
        assertThat(closes.get()).isEqualTo(1);
        assertThat(peer.isOpen()).isFalse();
        peer.onClose(closes::incrementAndGet);
        assertThat(closes.get()).isEqualTo(2);
        failure(client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG))
                .isInstanceOfSatisfying(
                        RemotingException.class, e -> assertThat(e.kind()).isEqualTo(RemotingException.Kind.CLOSED));
    }

    @Test
    void closingTheClientFailsWhatIsPending() {
        broker = (context, request) -> new CompletableFuture<>();
        CompletableFuture<OffsetResponse> answer = client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG);
        client.close();
        failure(answer).isInstanceOfSatisfying(RemotingException.class, e -> assertThat(e.kind())
                .isEqualTo(RemotingException.Kind.CLOSED));
    }

    @Test
    void closingTheEndpointFailsWhatIsPendingAndComesLater() {
        broker = (context, request) -> new CompletableFuture<>();
        CompletableFuture<OffsetResponse> answer = client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG);
        endpoint.close();
        failure(answer).isInstanceOfSatisfying(RemotingException.class, e -> assertThat(e.kind())
                .isEqualTo(RemotingException.Kind.CONNECTION_LOST));
        failure(client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG))
                .isInstanceOfSatisfying(RemotingException.class, e -> assertThat(e.kind())
                        .isEqualTo(RemotingException.Kind.CONNECT_FAILED));
        assertThat(endpoint.connect(new Client()).isOpen()).isFalse();
    }

    @Test
    void peersAreToldApart() {
        Peer first = peer();
        contexts.clear();
        LocalRemotingClient other =
                new LocalRemotingClient(endpoint, backend.eventLoop("other"), backend.time(), new Client());
        other.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG);
        assertThat(contexts.get(0).peer()).isNotEqualTo(first);
        other.close();
        assertThat(first.isOpen()).isTrue();
    }

    private Peer peer() {
        client.exchange(ANY, new GetMaxOffsetRequest("t", 0), LONG);
        return contexts.get(0).peer();
    }

    private static PullMessageRequest pull() {
        return new PullMessageRequest("g", "t", 0, 0, 32, 2, 0, 15000, null, 0, "TAG", 1 << 18, false);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failure(CompletableFuture<?> answer) {
        assertThat(answer).isCompletedExceptionally();
        return assertThat(answer.handle((value, failure) ->
                        failure instanceof CompletionException wrapper ? wrapper.getCause() : failure)
                .join());
    }

    private final class Scripted implements RequestHandler {

        @Override
        @SuppressWarnings("unchecked") // Justification: each test scripts answers of the right type.
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            contexts.add(context);
            return (CompletableFuture<R>) broker.apply(context, request);
        }
    }

    private final class Client implements RequestHandler {

        @Override
        @SuppressWarnings("unchecked") // Justification: the one answer belongs to the one request it is given for.
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            toClient.add(request);
            return request instanceof GetConsumerListRequest
                    ? (CompletableFuture<R>) CompletableFuture.completedFuture(new ConsumerListResponse(List.of("me")))
                    : new CompletableFuture<>();
        }
    }
}
