package io.mqspring.producer;

import static io.mqspring.producer.ProducerFixture.failureOf;
import static io.mqspring.producer.ProducerFixture.message;
import static io.mqspring.producer.ProducerFixture.ordered;
import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.failed;
import static io.mqspring.scripted.ScriptedRemoting.refused;
import static io.mqspring.scripted.ScriptedRemoting.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.Message;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.scripted.ScriptedRemoting;
import io.mqspring.transport.RemotingException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of messages: how they are cut, what comes back, and what a partial failure tells. */
class BatchSendTests {

    private final ProducerFixture fixture = new ProducerFixture();

    @BeforeEach
    void topics() {
        fixture.topic("orders", 2, "a", "b");
        fixture.topic("other", 1, "a");
    }

    /** All requests that store something, as {@code broker:queue} and how many messages. */
    private record Stored(String at, List<String> keys, int bytes) {}

    private List<Stored> parts() {
        List<Stored> all = new ArrayList<>();
        for (ScriptedRemoting.Exchange exchange : fixture.remoting.exchanges()) {
            String broker = exchange.address().substring(0, 1) + ":";
            Request<?> request = exchange.request();
            if (request instanceof SendBatchMessageRequest batch) {
                all.add(new Stored(
                        broker + batch.queueId(),
                        keys(batch.body().duplicate()),
                        batch.body().remaining()));
            } else if (request instanceof SendMessageRequest single) {
                String key = MessageProperties.find(single.properties(), PropertyNames.KEYS);
                all.add(new Stored(
                        broker + single.queueId(),
                        List.of(key == null ? "" : key),
                        single.body().remaining()));
            }
        }
        return all;
    }

    private static List<String> keys(ByteBuffer body) {
        List<String> keys = new ArrayList<>();
        while (body.hasRemaining()) {
            int next = body.position() + body.getInt(body.position());
            int bodyLength = body.getInt(body.position() + 16);
            int at = body.position() + 20 + bodyLength;
            byte[] properties = new byte[body.getShort(at)];
            body.get(at + 2, properties);
            String key = MessageProperties.find(new String(properties), PropertyNames.KEYS);
            keys.add(key == null ? "" : key);
            body.position(next);
        }
        return keys;
    }

    private static List<Message> many(int count, int bytes) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        Message.to("orders").key("k" + i).body(new byte[bytes]).build())
                .toList();
    }

    @Test
    void aListIsCutIntoPartsThatABrokerTakes() {
        List<SendResult> results = fixture.producer.sendBatch(many(10, 1_000_000));

        assertThat(results).hasSize(10);
        assertThat(parts()).hasSize(3).allSatisfy(part -> assertThat(part.bytes())
                .isLessThan(4 * 1024 * 1024));
        assertThat(parts().stream().flatMap(part -> part.keys().stream()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "k" + i).toList());
        assertThat(fixture.producer.pendingBytes()).isZero();
    }

    @Test
    void manySmallMessagesAreCutByNumber() {
        fixture.producer.sendBatch(many(2500, 1));
        assertThat(parts()).extracting(part -> part.keys().size()).containsExactly(1000, 1000, 500);
    }

    @Test
    void resultsAreInTheOrderOfTheListWhateverWentTogether() {
        long[] offset = {100};
        Map<String, Long> byQueue = new HashMap<>();
        fixture.answer((broker, request) -> {
            long at = byQueue.merge(broker + request.queueId(), offset[0] += 100, (old, next) -> next);
            return done(new SendMessageResponse(ResponseCode.SUCCESS, "ID", request.queueId(), at, null, null));
        });
        List<Message> list = List.of(
                message("orders"),
                message("other"),
                message("orders"),
                Message.to("orders")
                        .body(new byte[] {2})
                        .after(Duration.ofSeconds(5))
                        .build(),
                message("other"));
        List<SendResult> results = fixture.producer.sendBatch(list);

        assertThat(results)
                .extracting(result -> result.queue().topic())
                .containsExactly("orders", "other", "orders", "orders", "other");
        assertThat(results.get(2).offset()).isEqualTo(results.get(0).offset() + 1);
        assertThat(results.get(4).offset()).isEqualTo(results.get(1).offset() + 1);
        assertThat(results).extracting(SendResult::messageId).doesNotHaveDuplicates();
        // A delayed message goes alone: no broker delays a batch.
        assertThat(parts()).hasSize(3);
    }

    @Test
    void offsetIdsAreThoseOfEachMessage() {
        fixture.answer((broker, request) ->
                done(new SendMessageResponse(ResponseCode.SUCCESS, "ID1,ID2,ID3", request.queueId(), 5, null, null)));
        assertThat(fixture.producer.sendBatch(many(3, 1)))
                .extracting(result -> result.offsetMessageId() + "@" + result.offset())
                .containsExactly("ID1@5", "ID2@6", "ID3@7");
    }

    @Test
    void messagesWithShardingKeysGoTogetherByTheirQueue() {
        List<Message> list = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            list.add(ordered("orders", "o-" + i % 8, "k" + i));
        }
        List<SendResult> results = fixture.producer.sendBatch(list);

        assertThat(parts().size()).isLessThanOrEqualTo(4);
        for (int i = 0; i < 40; i++) {
            int index = Math.abs(("o-" + i % 8).hashCode() % 4);
            assertThat(results.get(i).queue().brokerName()
                            + results.get(i).queue().queueId())
                    .isEqualTo((index < 2 ? "a" : "b") + index % 2);
        }
        parts().forEach(part -> assertThat(part.keys())
                .isSortedAccordingTo(
                        (x, y) -> Integer.compare(Integer.parseInt(x.substring(1)), Integer.parseInt(y.substring(1)))));
    }

    @Test
    void partsOfOneQueueGoOneAfterTheOtherAndStopAtTheFirstFailure() {
        List<Message> list = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            list.add(Message.to("orders")
                    .orderedBy("o")
                    .key("k" + i)
                    .body(new byte[1_300_000])
                    .build());
        }
        List<CompletableFuture<SendMessageResponse>> answers = new ArrayList<>();
        fixture.answer((broker, request) -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        });
        CompletableFuture<List<SendResult>> sent = fixture.producer.sendBatchAsync(list);
        fixture.backend.settle();
        assertThat(answers).hasSize(1);
        answers.get(0).complete(stored(0, 10));
        fixture.backend.settle();
        assertThat(answers).hasSize(2);
        answers.get(1)
                .completeExceptionally(
                        new io.mqspring.protocol.CommandFailedException(ResponseCode.MESSAGE_ILLEGAL, "no"));
        fixture.backend.settle();

        assertThat(answers).hasSize(2);
        BatchSendException failure = (BatchSendException) failureOf(sent);
        assertThat(failure).hasMessageContainingAll("6 of 9 messages", "outcomes()", "no");
        assertThat(failure.kind()).isEqualTo(SendException.Kind.REFUSED);
        assertThat(failure.outcomes()).hasSize(9);
        assertThat(failure.outcomes().subList(0, 3))
                .allSatisfy(outcome -> assertThat(outcome.result()).isPresent());
        assertThat(failure.outcomes().subList(3, 6))
                .extracting(outcome -> outcome.failure().orElseThrow().kind())
                .containsOnly(SendException.Kind.REFUSED);
        assertThat(failure.outcomes().subList(6, 9))
                .extracting(outcome -> outcome.failure().orElseThrow().kind())
                .containsOnly(SendException.Kind.NOT_SENT);
        assertThat(failure.outcomes()).extracting(BatchOutcome::message).containsExactlyElementsOf(list);
        assertThat(fixture.producer.pendingBytes()).isZero();
    }

    @Test
    void aPartThatFailsDoesNotStopThoseWithoutAnOrder() {
        fixture.answer((broker, request) -> request.topic().equals("other")
                ? refused(ResponseCode.MESSAGE_ILLEGAL, "not this one")
                : done(stored(request.queueId(), 7)));
        assertThatThrownBy(() -> fixture.producer.sendBatch(List.of(message("other"), message("orders"))))
                .isInstanceOf(BatchSendException.class)
                .satisfies(thrown -> {
                    BatchSendException failure = (BatchSendException) thrown;
                    assertThat(failure.outcomes().get(0).failure()).isPresent();
                    assertThat(failure.outcomes().get(1).result()).isPresent();
                    assertThat(failure.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().equals(BatchSendTests.class.getName()));
                });
    }

    @Test
    void aPartIsTriedAgainElsewhereLikeAnyMessage() {
        fixture.answer((broker, request) -> broker.equals("a")
                ? failed(RemotingException.Kind.CONNECT_FAILED, "refused")
                : done(stored(request.queueId(), 7)));
        assertThat(fixture.producer.sendBatch(many(3, 1)))
                .extracting(result -> result.queue().brokerName())
                .containsOnly("b");
    }

    @Test
    void whenOneMessageIsAtFaultNothingIsSent() {
        assertThatThrownBy(() -> fixture.producer.sendBatch(
                        List.of(message("orders"), Message.to("orders").build())))
                .isInstanceOf(SendException.class)
                .hasMessageContainingAll("nothing was sent", "message 1 ", "empty");
        assertThat(failureOf(fixture.producer.sendBatchAsync(List.of())).kind()).isEqualTo(SendException.Kind.INVALID);
        assertThat(parts()).isEmpty();
    }

    @Test
    void aListLargerThanWhatMayBePendingGoesInPieces() {
        ProducerFixture small = new ProducerFixture(
                ProducerSettings.defaults().withLimits(1_000_000, 400_000).withPatience(Duration.ofMillis(200), 0));
        small.topic("orders", 1, "a");
        List<Message> list = many(30, 100_000);
        assertThat(small.producer.sendBatch(list)).hasSize(30);

        // When there is no room, the first part that finds none has waited for all.
        small.answer((broker, request) -> new CompletableFuture<>());
        CompletableFuture<List<SendResult>> stuck = small.producer.sendBatchAsync(list);
        small.remoting.exchanges(SendBatchMessageRequest.class).stream()
                .filter(exchange -> !exchange.answer().isDone())
                .forEach(exchange -> exchange.answer().complete(stored(0, 1)));
        small.backend.advance(Duration.ofSeconds(1));
        BatchSendException failure = (BatchSendException) failureOf(stuck);
        assertThat(failure.outcomes())
                .anySatisfy(outcome -> assertThat(outcome.result()).isPresent())
                .anySatisfy(outcome ->
                        assertThat(outcome.failure().map(SendException::kind)).contains(SendException.Kind.OVERLOADED));
        assertThat(small.producer.pendingBytes()).isZero();
    }

    @Test
    void aRouteThatIsNotKnownYetIsAskedForAndTheSharingKeysStillDecide() {
        fixture.served.put("fresh", ScriptedRemoting.route(4, "a"));
        CompletableFuture<List<SendResult>> sent =
                fixture.producer.sendBatchAsync(List.of(ordered("fresh", "x", "k0"), ordered("fresh", "x", "k1")));
        fixture.backend.settle();
        assertThat(sent).isCompleted();
        assertThat(parts()).singleElement().satisfies(part -> assertThat(part.keys())
                .containsExactly("k0", "k1"));
    }

    @Test
    void aRouteThatNobodyTellsIsAnErrorForItsMessagesOnly() {
        fixture.remoting.on(GetRouteRequest.class, (address, request) -> new CompletableFuture<>());
        CompletableFuture<List<SendResult>> sent =
                fixture.producer.sendBatchAsync(List.of(ordered("silent", "x", "k0"), message("orders")));
        fixture.backend.advance(Duration.ofSeconds(10));
        BatchSendException failure = (BatchSendException) failureOf(sent);
        assertThat(failure.outcomes().get(0).failure().orElseThrow().kind()).isEqualTo(SendException.Kind.UNREACHABLE);
        assertThat(failure.outcomes().get(1).result()).isPresent();
    }
}
