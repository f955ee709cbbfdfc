package io.mqspring.consumer.fetch;

import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.consumer.PullConsumer.Batch;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.Records;
import io.mqspring.scripted.ScriptedRemoting;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefaultPullConsumerTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "a", 1);

    private final ManualBackend backend = new ManualBackend();
    private final SerialExecutor loop = backend.eventLoop("client");
    private final ScriptedRemoting remoting = new ScriptedRemoting();
    private final RouteTable routes =
            new RouteTable(remoting, List.of("ns:9876"), loop, Duration.ofSeconds(30), backend.newRandom());
    private final DefaultPullConsumer consumer =
            new DefaultPullConsumer("audit", remoting, routes, backend, Duration.ofMillis(100));
    private final AtomicInteger released = new AtomicInteger();

    @BeforeEach
    void aKnownTopic() {
        Map<String, RouteResponse> served = Map.of(
                "orders",
                new RouteResponse(
                        List.of(new RouteResponse.Queues("a", 2, 2, 6, 0)),
                        List.of(new RouteResponse.Broker("c", "a", Map.of(0L, "a:10911", 1L, "replica:10911"))),
                        null));
        remoting.routes(served);
        routes.find("orders");
        backend.settle();
    }

    @Test
    void S4_pull_consumer_lists_the_topics_queues() {
        assertThat(consumer.queues("orders")).containsExactly(new MessageQueue("orders", "a", 0), QUEUE);
    }

    @Test
    void S4_pull_consumer_gets_what_matches_and_the_next_offset() {
        answer(PullStatus.FOUND, 13, Records.batch("orders", 1, 10, 5, released, "paid", "", "refunded"));
        Batch batch = consumer.pull(QUEUE, "paid || refunded", 10, 32);

        assertThat(batch.messages()).extracting(MessageView::offset).containsExactly(10L, 12L);
        assertThat(batch.nextOffset()).isEqualTo(13);
        assertThat(released).hasValue(1);
        PullMessageRequest request = pulls().get(0);
        assertThat(request.sysFlag()).isEqualTo(4);
        assertThat(request.subscription()).isEqualTo("paid || refunded");
        assertThat(request.maxMessages()).isEqualTo(32);
        assertThat(request.lite()).isFalse();
    }

    @Test
    void aPullThatMayBeHeldSaysSoAndWaitsLongerThanTheHold() {
        answer(PullStatus.NOTHING_NEW, 10, RecordBatch.empty());
        assertThat(consumer.pull(QUEUE, "*", 10, 1, Duration.ofSeconds(20)).messages())
                .isEmpty();

        assertThat(pulls()).singleElement().satisfies(request -> {
            assertThat(request.sysFlag()).isEqualTo(6);
            assertThat(request.suspendMillis()).isEqualTo(20_000);
        });
        assertThat(remoting.exchanges(PullMessageRequest.class).get(0).timeout())
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aHeldPullGoesOnThroughMessagesThatDoNotMatch() {
        remoting.on(
                PullMessageRequest.class,
                (address, request) -> request.queueOffset() < 12
                        ? done(response(PullStatus.NOTHING_MATCHED, 0, request.queueOffset() + 1, RecordBatch.empty()))
                        : done(response(PullStatus.FOUND, 0, 13, Records.batch("orders", 1, 12, 5, released, "paid"))));
        assertThat(consumer.pull(QUEUE, "paid", 10, 1, Duration.ofSeconds(20)).messages())
                .hasSize(1);
        assertThat(pulls()).extracting(PullMessageRequest::queueOffset).containsExactly(10L, 11L, 12L);
    }

    @Test
    void aBrokerThatPollsShortlyIsAskedUntilTheHoldIsOver() {
        remoting.on(PullMessageRequest.class, (address, request) -> {
            backend.advance(Duration.ofSeconds(1));
            return done(response(PullStatus.NOTHING_NEW, 0, 10, RecordBatch.empty()));
        });
        assertThat(consumer.pull(QUEUE, "*", 10, 1, Duration.ofSeconds(3)).messages())
                .isEmpty();
        assertThat(pulls()).extracting(PullMessageRequest::suspendMillis).containsExactly(3000L, 2000L, 1000L);
    }

    @Test
    void anOffsetOutsideTheQueueIsToldWithTheNextOne() {
        answer(PullStatus.OFFSET_MOVED, 77, RecordBatch.empty());
        Batch batch = consumer.pull(QUEUE, "*", 10, 1, Duration.ofSeconds(20));
        assertThat(batch.messages()).isEmpty();
        assertThat(batch.nextOffset()).isEqualTo(77);
        assertThat(pulls()).hasSize(1);
    }

    @Test
    void theNextPullGoesWhereTheBrokerSuggests() {
        remoting.on(
                PullMessageRequest.class,
                (address, request) -> done(response(PullStatus.NOTHING_NEW, 1, 10, RecordBatch.empty())));
        consumer.pull(QUEUE, "*", 10, 1);
        consumer.pull(QUEUE, "*", 10, 1);
        assertThat(remoting.exchanges(PullMessageRequest.class))
                .extracting(ScriptedRemoting.Exchange::address)
                .containsExactly("a:10911", "replica:10911");
    }

    @Test
    void offsetsAreCommittedAndRead() {
        remoting.on(UpdateConsumerOffsetRequest.class, (address, request) -> done(new EmptyResponse()));
        remoting.on(
                QueryConsumerOffsetRequest.class,
                (address, request) -> done(new QueryConsumerOffsetResponse(
                        request.queueId() == 1 ? OptionalLong.of(42) : OptionalLong.empty())));
        remoting.on(GetMaxOffsetRequest.class, (address, request) -> done(new OffsetResponse(50)));

        consumer.commit(QUEUE, 42);
        assertThat(remoting.exchanges(UpdateConsumerOffsetRequest.class))
                .singleElement()
                .satisfies(exchange -> assertThat(exchange.request())
                        .isEqualTo(new UpdateConsumerOffsetRequest("audit", "orders", 1, 42)));
        assertThat(consumer.committed(QUEUE)).hasValue(42);
        assertThat(consumer.committed(new MessageQueue("orders", "a", 0))).isEmpty();
        assertThat(consumer.maxOffset(QUEUE)).isEqualTo(50);
    }

    @Test
    void onAnEventLoopACallFailsAndAsksNothing() {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        loop.execute(() -> {
            try {
                consumer.pull(QUEUE, "*", 0, 1);
            } catch (IllegalStateException e) {
                failure.set(e);
            }
        });
        backend.settle();
        assertThat(failure.get()).isNotNull().hasMessageContainingAll("pull", "event loop");
        assertThat(pulls()).isEmpty();
    }

    @Test
    void anAnswerThatComesTooLateIsReleased() {
        DefaultPullConsumer impatient =
                new DefaultPullConsumer("audit", remoting, routes, backend, Duration.ofMillis(1));
        CompletableFuture<PullMessageResponse> late = new CompletableFuture<>();
        remoting.on(PullMessageRequest.class, (address, request) -> late);
        assertThatThrownBy(() -> impatient.pull(QUEUE, "*", 0, 1)).isInstanceOf(RemotingException.class);

        late.complete(response(PullStatus.FOUND, 0, 1, Records.batch("orders", 1, 0, 5, released, "x")));
        assertThat(released).hasValue(1);
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> consumer.pull(QUEUE, "*", -1, 1))
                .withMessageContaining("offset -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> consumer.pull(QUEUE, "a && b", 0, 1))
                .withMessageContaining("&&");
        assertThatIllegalArgumentException().isThrownBy(() -> consumer.commit(QUEUE, -5));
    }

    @Test
    void aBrokersRefusalReachesTheCaller() {
        remoting.on(PullMessageRequest.class, (address, request) -> refused(ResponseCode.NO_PERMISSION, "closed"));
        assertThatThrownBy(() -> consumer.pull(QUEUE, "*", 0, 1))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aClosedConsumerRefuses() {
        consumer.close();
        assertThatThrownBy(() -> consumer.pull(QUEUE, "*", 0, 1)).hasMessageContainingAll("audit", "closed");
    }

    private void answer(PullStatus status, long next, RecordBatch batch) {
        remoting.on(PullMessageRequest.class, (address, request) -> done(response(status, 0, next, batch)));
    }

    private static PullMessageResponse response(PullStatus status, long broker, long next, RecordBatch batch) {
        return new PullMessageResponse(status, broker, next, 0, 100, batch);
    }

    private List<PullMessageRequest> pulls() {
        return remoting.exchanges(PullMessageRequest.class).stream()
                .map(exchange -> (PullMessageRequest) exchange.request())
                .toList();
    }
}
