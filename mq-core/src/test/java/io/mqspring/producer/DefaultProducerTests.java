package io.mqspring.producer;

import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.failed;
import static io.mqspring.scripted.ScriptedRemoting.refused;
import static io.mqspring.scripted.ScriptedRemoting.route;
import static io.mqspring.scripted.ScriptedRemoting.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.BodyCompression;
import io.mqspring.message.HostAddress;
import io.mqspring.message.Message;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import io.mqspring.message.UniqueIds;
import io.mqspring.observe.ClientObserver;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ScriptedRemoting;
import io.mqspring.transport.RemotingException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefaultProducerTests {

    private CompletableFuture<Integer> versions = CompletableFuture.completedFuture(ProtocolVersion.CURRENT);
    private static final byte[] BODY = "hello".getBytes();

    private final ManualBackend backend = new ManualBackend();
    private final SerialExecutor loop = backend.eventLoop("client");
    private final ScriptedRemoting remoting = new ScriptedRemoting();
    private final Map<String, RouteResponse> served = new HashMap<>();
    private final List<String> observed = new ArrayList<>();
    private final RouteTable routes =
            new RouteTable(remoting, List.of("ns:9876"), loop, Duration.ofSeconds(30), backend.newRandom());
    private DefaultProducer producer = producer(ProducerSettings.defaults());

    @BeforeEach
    void aTopicOnTwoBrokers() {
        remoting.routes(served);
        served.put("orders", route(2, "a", "b"));
        answerSends((address, request) -> done(stored(request.queueId(), 42)));
        know("orders");
    }

    @Test
    void anAnswerThatIsThereAtOnceCompletesTheFutureInTheCall() {
        CompletableFuture<SendResult> future = producer.sendAsync(message("orders"));

        assertThat(future).isCompleted();
        SendResult result = future.join();
        assertThat(result.offset()).isEqualTo(42);
        assertThat(result.offsetMessageId()).isEqualTo("OFFSET-ID");
        assertThat(result.status()).isEqualTo(SendResult.Status.STORED);
        assertThat(result.messageId()).isEqualTo(property(sent().get(0), PropertyNames.UNIQ_KEY));
        assertThat(property(sent().get(0), PropertyNames.WAIT)).isEqualTo("true");
        assertThat(observed).containsExactly("orders SUCCESS");
        assertThat(producer.pendingBytes()).isZero();
    }

    @Test
    void aLaterAnswerCompletesTheFutureOnAWorker() {
        CompletableFuture<SendMessageResponse> answer = new CompletableFuture<>();
        answerSends((address, request) -> answer);
        AtomicBoolean onWorker = new AtomicBoolean();
        CompletableFuture<SendResult> future = producer.sendAsync(message("orders"));
        future.whenComplete((result, failure) -> onWorker.set(backend.onWorker()));

        loop.execute(() -> answer.complete(stored(0, 1)));
        backend.settle();

        assertThat(future).isCompleted();
        assertThat(onWorker).isTrue();
    }

    @Test
    void aCallbackThatBlocksDoesNotHoldUpTheNext() {
        List<CompletableFuture<SendMessageResponse>> answers = new ArrayList<>();
        answerSends((address, request) -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        });
        CompletableFuture<SendResult> one = producer.sendAsync(message("orders"));
        CompletableFuture<SendResult> two = producer.sendAsync(message("orders"));
        AtomicBoolean sawTwo = new AtomicBoolean();
        one.thenRun(() -> {
            // Blocks the worker, as it were, while time goes on.
            backend.advance(Duration.ofMillis(100));
            sawTwo.set(two.isDone());
        });
        answers.forEach(answer -> answer.complete(stored(0, 1)));
        backend.advance(Duration.ofSeconds(1));

        assertThat(sawTwo).isTrue();
    }

    @Test
    void queuesAreTakenInTurn() {
        for (int i = 0; i < 8; i++) {
            producer.sendAsync(message("orders"));
        }
        Map<MessageQueue, Integer> counts = new HashMap<>();
        for (ScriptedRemoting.Exchange exchange : remoting.exchanges(SendMessageRequest.class)) {
            SendMessageRequest request = (SendMessageRequest) exchange.request();
            counts.merge(new MessageQueue("orders", exchange.address(), request.queueId()), 1, Integer::sum);
        }
        assertThat(counts).hasSize(4).allSatisfy((queue, count) -> assertThat(count)
                .isEqualTo(2));
    }

    @Test
    void aFailedSendIsTriedOnAnotherBroker() {
        answerSends((address, request) -> address.startsWith("a")
                ? failed(RemotingException.Kind.CONNECT_FAILED, "refused")
                : done(stored(request.queueId(), 1)));
        for (int i = 0; i < 4; i++) {
            assertThat(producer.sendAsync(message("orders")).join().queue().brokerName())
                    .isEqualTo("b");
        }
    }

    @Test
    void whenAllBrokersFailTheNextAttemptWaitsAMomentAndTheErrorSaysWhatWasTried() {
        answerSends((address, request) -> failed(RemotingException.Kind.CONNECT_FAILED, "connection refused"));
        CompletableFuture<SendResult> future = producer.sendAsync(message("orders"));
        assertThat(future).isNotDone();
        assertThat(sent()).hasSize(2);
        backend.advance(Duration.ofSeconds(1));

        assertThat(sent()).hasSize(3);
        SendException failure = failureOf(future);
        assertThat(failure.kind()).isEqualTo(SendException.Kind.UNREACHABLE);
        assertThat(failure).hasMessageContainingAll("orders", ":10911", "3 attempts", "connection refused");
        assertThat(observed).containsExactly("orders FAILURE");
        assertThat(producer.pendingBytes()).isZero();
    }

    @Test
    void theSendTimeoutCoversAllAttempts() {
        answerSends((address, request) -> {
            CompletableFuture<SendMessageResponse> answer = new CompletableFuture<>();
            loop.schedule(
                    () -> answer.completeExceptionally(
                            new RemotingException(RemotingException.Kind.CONNECTION_LOST, "reset")),
                    Duration.ofMillis(1200));
            return answer;
        });
        CompletableFuture<SendResult> future = producer.sendAsync(message("orders"));
        backend.advance(Duration.ofSeconds(10));

        assertThat(future).isCompletedExceptionally();
        assertThat(remoting.exchanges(SendMessageRequest.class))
                .extracting(ScriptedRemoting.Exchange::timeout)
                .satisfies(timeouts -> assertThat(timeouts.get(0)).isEqualTo(Duration.ofSeconds(3)))
                .satisfies(timeouts -> assertThat(timeouts.get(1)).isLessThanOrEqualTo(Duration.ofMillis(1800)));
    }

    @Test
    void aTimeoutIsNamedWithItsProperty() {
        answerSends((address, request) -> {
            backend.advance(Duration.ofSeconds(3));
            return failed(RemotingException.Kind.TIMEOUT, "no answer");
        });
        SendException failure = failureOf(producer.sendAsync(message("orders")));
        assertThat(failure.kind()).isEqualTo(SendException.Kind.TIMEOUT);
        assertThat(failure).hasMessageContainingAll("3 s", "mq.producer.send-timeout", "may have been stored");
    }

    @Test
    void aRefusalThatARetryCannotHelpFailsAtOnce() {
        answerSends((address, request) -> refused(ResponseCode.MESSAGE_ILLEGAL, "properties too long"));
        SendException failure = failureOf(producer.sendAsync(message("orders")));
        assertThat(failure.kind()).isEqualTo(SendException.Kind.REFUSED);
        assertThat(failure).hasMessageContaining("properties too long");
        assertThat(sent()).hasSize(1);
    }

    @Test
    void aUserWithoutTheRightIsToldWhichPropertyNamesTheUser() {
        Map<ResponseCode, String> refusals = Map.of(
                ResponseCode.NO_PERMISSION,
                "no permission to access Topic:orders",
                // As release 4.9 says it.
                ResponseCode.SYSTEM_ERROR,
                "org.apache.rocketmq.acl.common.AclException: No default permission for topic:orders");
        refusals.forEach((code, remark) -> {
            answerSends((address, request) -> refused(code, remark));
            CompletableFuture<SendResult> send = producer.sendAsync(message("orders"));
            backend.advance(Duration.ofSeconds(3));
            assertThat(failureOf(send)).hasMessageContainingAll(remark, "mq.access-key", "PUB");
        });
    }

    @Test
    void statusesThatMeanStoredAreResults() {
        Map<ResponseCode, SendResult.Status> expected = Map.of(
                ResponseCode.SUCCESS, SendResult.Status.STORED,
                ResponseCode.FLUSH_DISK_TIMEOUT, SendResult.Status.FLUSH_TIMEOUT,
                ResponseCode.FLUSH_SLAVE_TIMEOUT, SendResult.Status.NOT_REPLICATED,
                ResponseCode.SLAVE_NOT_AVAILABLE, SendResult.Status.NOT_REPLICATED);
        expected.forEach((code, status) -> {
            answerSends((address, request) -> done(new SendMessageResponse(code, "ID", 0, 0, null, null)));
            assertThat(producer.sendAsync(message("orders")).join().status()).isEqualTo(status);
        });
    }

    @Test
    void sendsThatWaitForARouteKeepTheirOrderAndAreNotOvertaken() {
        CompletableFuture<RouteResponse> slow = new CompletableFuture<>();
        remoting.on(GetRouteRequest.class, (address, request) -> slow);
        for (int i = 0; i < 3; i++) {
            producer.sendAsync(Message.to("late").key("k" + i).body(BODY).build());
        }
        backend.settle();
        assertThat(sent()).isEmpty();
        slow.complete(route(1, "a"));
        producer.sendAsync(Message.to("late").key("k3").body(BODY).build());
        backend.settle();
        producer.sendAsync(Message.to("late").key("k4").body(BODY).build());

        assertThat(sent())
                .extracting(request -> property(request, PropertyNames.KEYS))
                .containsExactly("k0", "k1", "k2", "k3", "k4");
    }

    @Test
    void aTopicThatMayBeCreatedIsSentTo() {
        served.put("TBW102", route(8, "a"));
        CompletableFuture<SendResult> future = producer.sendAsync(message("fresh"));
        backend.settle();
        assertThat(future.join().queue().topic()).isEqualTo("fresh");
        assertThat(sent().get(0).defaultTopic()).isEqualTo("TBW102");
    }

    @Test
    void anUnknownTopicThatMayNotBeCreatedIsAnErrorThatSaysSo() {
        CompletableFuture<SendResult> future = producer.sendAsync(message("nowhere"));
        backend.settle();
        SendException failure = failureOf(future);
        assertThat(failure.kind()).isEqualTo(SendException.Kind.UNKNOWN_TOPIC);
        assertThat(failure).hasMessageContainingAll("nowhere", "ns:9876", "mq.embedded.auto-create-topics");
    }

    @Test
    void anUnreachableNameServerIsAnErrorThatNamesThePropertyAndWhatWasTried() {
        remoting.on(
                GetRouteRequest.class,
                (address, request) -> failed(RemotingException.Kind.CONNECT_FAILED, "connection refused"));
        CompletableFuture<SendResult> future = producer.sendAsync(message("later"));
        backend.settle();
        SendException failure = failureOf(future);
        assertThat(failure.kind()).isEqualTo(SendException.Kind.UNREACHABLE);
        assertThat(failure).hasMessageContainingAll("later", "ns:9876", "connection refused", "mq.name-server");
    }

    @Test
    void aSilentNameServerIsAnErrorWithinTheSendTimeout() {
        remoting.on(GetRouteRequest.class, (address, request) -> new CompletableFuture<RouteResponse>());
        CompletableFuture<SendResult> future = producer.sendAsync(message("later"));
        backend.advance(Duration.ofMillis(2990));
        assertThat(future).isNotDone();
        backend.advance(Duration.ofMillis(20));
        assertThat(failureOf(future)).hasMessageContainingAll("later", "ns:9876", "3 s", "mq.name-server");
    }

    @Test
    void aFasterProducerWaitsForRoomAndGoesOnWhenThereIsSome() {
        producer = producer(settings(1000, Duration.ofSeconds(30)));
        List<CompletableFuture<SendMessageResponse>> answers = new ArrayList<>();
        answerSends((address, request) -> {
            CompletableFuture<SendMessageResponse> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        });
        producer.sendAsync(Message.to("orders").body(new byte[900]).build());
        CompletableFuture<CompletableFuture<SendResult>> second = CompletableFuture.supplyAsync(() ->
                producer.sendAsync(Message.to("orders").body(new byte[900]).build()));
        Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> !second.isDone());
        assertThat(answers).hasSize(1);

        answers.get(0).complete(stored(0, 0));
        Awaitility.await().until(second::isDone);
        assertThat(answers).hasSize(2);
    }

    @Test
    void aFasterProducerGetsAnErrorThatNamesTheLimitWhenThereIsNoRoomInTime() {
        producer = producer(settings(1000, Duration.ofMillis(50)));
        answerSends((address, request) -> new CompletableFuture<SendMessageResponse>());
        producer.sendAsync(Message.to("orders").body(new byte[3000]).build());
        SendException failure = failureOf(producer.sendAsync(message("orders")));
        assertThat(failure.kind()).isEqualTo(SendException.Kind.OVERLOADED);
        assertThat(failure).hasMessageContainingAll("1000 of 1000 bytes", "mq.producer.max-pending", "50 ms");
    }

    @Test
    void onAnEventLoopNothingWaits() {
        producer = producer(settings(1000, Duration.ofSeconds(30)));
        answerSends((address, request) -> new CompletableFuture<SendMessageResponse>());
        producer.sendAsync(Message.to("orders").body(new byte[3000]).build());
        AtomicReference<@Nullable CompletableFuture<SendResult>> async = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> sync = new AtomicReference<>();
        loop.execute(() -> {
            async.set(producer.sendAsync(message("orders")));
            try {
                producer.send(message("orders"));
            } catch (IllegalStateException e) {
                sync.set(e);
            }
        });
        backend.settle();
        assertThat(failureOf(async.get()).kind()).isEqualTo(SendException.Kind.OVERLOADED);
        assertThat(sync.get()).isNotNull().hasMessageContaining("sendAsync");
    }

    @Test
    void aWaitingCallerGetsTheResultOrAnErrorWithItsOwnStack() {
        assertThat(producer.send(message("orders")).offset()).isEqualTo(42);
        answerSends((address, request) -> refused(ResponseCode.MESSAGE_ILLEGAL, "no"));
        assertThatThrownBy(() -> producer.send(message("orders")))
                .isInstanceOf(SendException.class)
                .satisfies(e -> assertThat(e.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(DefaultProducerTests.class.getName())));
    }

    @Test
    void badMessagesAreRefusedBeforeAnythingIsSent() {
        assertInvalid(Message.to("").body(BODY).build(), "must not be empty");
        assertInvalid(Message.to("no spaces").body(BODY).build(), "no spaces", "allowed are");
        assertInvalid(Message.to("orders").build(), "orders", "empty");
        assertInvalid(
                Message.to("orders").body(new byte[4 * 1024 * 1024 + 1]).build(),
                "4194305",
                "4194304",
                "mq.producer.max-message-size");
        assertInvalid(
                Message.to("orders")
                        .property("big", "ä".repeat(20_000))
                        .body(BODY)
                        .build(),
                "properties",
                "32511");
        assertInvalid(
                Message.to("orders").property("REAL_TOPIC", "x").body(BODY).build(), "REAL_TOPIC", "reserved");
        assertInvalid(Message.to("SCHEDULE_TOPIC_XXXX").body(BODY).build(), "SCHEDULE_TOPIC_XXXX");
        assertThat(sent()).isEmpty();
    }

    @Test
    void largeBodiesAreCompressedWhenThatHelps() {
        producer.sendAsync(Message.to("orders").body(new byte[10_000]).build());
        assertThat(sent().get(0).sysFlag()).isEqualTo(SysFlags.COMPRESSED | SysFlags.COMPRESSION_ZLIB);
        assertThat(sent().get(0).body().remaining()).isLessThan(1000);
    }

    @Test
    void theCodecAndTheSizeFromWhichBodiesAreCompressedAreSettings() {
        Map<BodyCompression.Codec, Integer> flags = Map.of(
                BodyCompression.Codec.NONE, 0,
                BodyCompression.Codec.ZLIB, SysFlags.COMPRESSED | SysFlags.COMPRESSION_ZLIB,
                BodyCompression.Codec.LZ4, SysFlags.COMPRESSED | SysFlags.COMPRESSION_LZ4,
                BodyCompression.Codec.ZSTD, SysFlags.COMPRESSED | SysFlags.COMPRESSION_ZSTD);
        flags.forEach((codec, flag) -> {
            DefaultProducer own = producer(ProducerSettings.defaults().withCompression(codec, 2000));
            int before = sent().size();
            own.sendAsync(Message.to("orders").body(new byte[1999]).build());
            own.sendAsync(Message.to("orders").body(new byte[2000]).build());
            SendMessageRequest small = sent().get(before);
            SendMessageRequest large = sent().get(before + 1);
            assertThat(small.sysFlag()).isZero();
            assertThat(large.sysFlag()).isEqualTo(flag);
            byte[] stored = new byte[large.body().remaining()];
            large.body().duplicate().get(stored);
            RecordContent content = RecordContent.of(
                    "orders",
                    0,
                    0,
                    flag,
                    0,
                    HostAddress.LOCAL,
                    HostAddress.LOCAL,
                    0,
                    ByteBuffer.wrap(stored),
                    new byte[0],
                    0);
            byte[] record = new byte[content.encodedSize()];
            RecordFormat.encode(content, ByteBuffer.wrap(record), 0, 0, 0, 0);
            assertThat(MessageView.of(record, "a").body()).isEqualTo(new byte[2000]);
        });
    }

    @Test
    void aBatchIsOneRequestWithARecordForEachMessage() {
        List<SendResult> results = producer.sendBatch(List.of(
                Message.to("orders").tag("x").body(BODY).build(),
                Message.to("orders").key("k").flag(9).body("second".getBytes()).build()));

        SendBatchMessageRequest request = (SendBatchMessageRequest)
                remoting.exchanges(SendBatchMessageRequest.class).get(0).request();
        var body = request.body().duplicate();
        int first = body.getInt(0);
        assertThat(body.getInt(16)).isEqualTo(5);
        assertThat(body.getInt(first + 12)).isEqualTo(9);
        assertThat(first + body.getInt(first)).isEqualTo(body.remaining());
        assertThat(results)
                .extracting(SendResult::messageId)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(results).extracting(SendResult::offset).containsExactly(7L, 8L);
        assertThat(MessageProperties.decode(request.properties())).containsOnlyKeys("UNIQ_KEY", "WAIT");
    }

    /** Release 4.9 adds the properties of a batch to those of its messages, where the last id counts. */
    @Test
    void aBatchToAnOlderBrokerHasNoIdOfItsOwn() {
        versions = CompletableFuture.completedFuture(ProtocolVersion.V4_9_4);
        DefaultProducer older = producer(ProducerSettings.defaults());
        List<SendResult> results = older.sendBatch(List.of(message("orders"), message("orders")));
        SendBatchMessageRequest request = (SendBatchMessageRequest)
                remoting.exchanges(SendBatchMessageRequest.class).get(0).request();
        assertThat(MessageProperties.decode(request.properties())).containsOnlyKeys("WAIT");
        assertThat(results).extracting(SendResult::messageId).doesNotHaveDuplicates();
    }

    @Test
    void oneWayIsNotAnswered() {
        producer.sendOneWay(message("orders"));
        assertThat(remoting.exchanges(SendMessageRequest.class))
                .singleElement()
                .satisfies(exchange -> assertThat(exchange.oneWay()).isTrue());
        assertThat(producer.pendingBytes()).isZero();
    }

    @Test
    void closingRefusesNewSendsAndFailsWhatWaits() {
        answerSends((address, request) -> failed(RemotingException.Kind.CONNECT_FAILED, "refused"));
        CompletableFuture<SendResult> pausing = producer.sendAsync(message("orders"));
        remoting.on(GetRouteRequest.class, (address, request) -> new CompletableFuture<RouteResponse>());
        CompletableFuture<SendResult> routing = producer.sendAsync(message("later"));
        backend.settle();
        CompletableFuture<Void> drained = producer.drained(Duration.ofSeconds(5));
        backend.settle();
        assertThat(drained).isNotDone();
        producer.close();
        backend.advance(Duration.ofMillis(50));

        assertThat(failureOf(pausing).kind()).isEqualTo(SendException.Kind.CLOSED);
        assertThat(failureOf(routing).kind()).isEqualTo(SendException.Kind.CLOSED);
        assertThat(failureOf(producer.sendAsync(message("orders"))).kind()).isEqualTo(SendException.Kind.CLOSED);
        assertThat(drained).isCompleted();
    }

    private interface Answer {
        CompletableFuture<SendMessageResponse> to(String address, SendMessageRequest request);
    }

    @Test
    void aBrokerWithoutTimersGetsTheNextLongerLevel() {
        versions = CompletableFuture.completedFuture(ProtocolVersion.V4_9_4);
        List<String> properties = new ArrayList<>();
        answerSends((address, request) -> {
            properties.add(request.properties());
            return done(stored(request.queueId(), 7));
        });
        DefaultProducer producer = producer(settings(1 << 20, Duration.ofSeconds(3)));
        know("orders");

        send(producer, "TIMER_DELAY_MS", "5001");
        send(producer, "TIMER_DELAY_SEC", "60");
        send(producer, "TIMER_DELIVER_MS", Long.toString(backend.time().wallMillis() - 1));
        CompletableFuture<SendResult> tooLong = send(producer, "TIMER_DELAY_SEC", "7201");

        assertThat(properties)
                .hasSize(3)
                .noneMatch(text -> text.contains("TIMER_"))
                .satisfies(texts -> {
                    assertThat(MessageProperties.find(texts.get(0), "DELAY")).isEqualTo("3");
                    assertThat(MessageProperties.find(texts.get(1), "DELAY")).isEqualTo("5");
                    assertThat(MessageProperties.find(texts.get(2), "DELAY")).isNull();
                });
        assertThat(tooLong).isCompletedExceptionally();
        assertThatThrownBy(tooLong::join).hasMessageContaining("2 h at most");
    }

    @Test
    void aDelayThatMustBeExactIsAnErrorOnABrokerThatOnlyKnowsLevels() {
        versions = CompletableFuture.completedFuture(ProtocolVersion.V4_9_4);
        DefaultProducer exact = producer(ProducerSettings.defaults().withExactDelays(true));
        know("orders");

        assertThat(send(exact, "TIMER_DELAY_MS", "5000")).isCompleted();
        SendException failure = failureOf(send(exact, "TIMER_DELAY_MS", "5001"));
        assertThat(failure.kind()).isEqualTo(SendException.Kind.INVALID);
        assertThat(failure)
                .hasMessageContainingAll("exactly 5001 ms", "mq.producer.exact-delays", "10 s", "RocketMQ 5");
        assertThat(sent()).hasSize(1);
    }

    @Test
    void aBrokerWhoseReleaseIsUnknownIsAskedFirst() {
        versions = new CompletableFuture<>();
        List<String> properties = new ArrayList<>();
        answerSends((address, request) -> {
            properties.add(request.properties());
            return done(stored(request.queueId(), 7));
        });
        DefaultProducer producer = producer(settings(1 << 20, Duration.ofSeconds(3)));
        know("orders");

        CompletableFuture<SendResult> sent = send(producer, "TIMER_DELAY_MS", "5000");
        assertThat(properties).isEmpty();
        versions.complete(ProtocolVersion.V5_0_0);
        backend.settle();

        assertThat(sent).isCompleted();
        assertThat(MessageProperties.find(properties.get(0), "TIMER_DELAY_MS")).isEqualTo("5000");
    }

    private CompletableFuture<SendResult> send(DefaultProducer producer, String property, String value) {
        CompletableFuture<SendResult> sent = producer.sendAsync(
                Message.to("orders").body(new byte[1]).property(property, value).build());
        backend.settle();
        return sent;
    }

    private void answerSends(Answer answer) {
        remoting.on(SendMessageRequest.class, answer::to);
        remoting.on(SendBatchMessageRequest.class, (address, request) -> done(stored(request.queueId(), 7)));
    }

    private DefaultProducer producer(ProducerSettings settings) {
        return new DefaultProducer(
                remoting,
                routes,
                List.of("ns:9876"),
                backend,
                loop,
                settings,
                new UniqueIds(HostAddress.LOCAL, 1, 2, 3_000),
                new ClientObserver() {
                    @Override
                    public void onSend(String topic, SendOutcome outcome, long nanos) {
                        observed.add(topic + " " + outcome);
                    }
                },
                address -> versions,
                new NoPresence());
    }

    private static ProducerSettings settings(long maxPending, Duration timeout) {
        return ProducerSettings.defaults()
                .withGroup("g")
                .withPatience(timeout, 2)
                .withLimits(maxPending, 4 * 1024 * 1024);
    }

    private void know(String topic) {
        CompletableFuture<?> found = routes.find(topic);
        backend.settle();
        assertThat(found).isCompleted();
    }

    private List<SendMessageRequest> sent() {
        return remoting.exchanges(SendMessageRequest.class).stream()
                .map(exchange -> (SendMessageRequest) exchange.request())
                .toList();
    }

    private static Message message(String topic) {
        return Message.to(topic).body(BODY).build();
    }

    private static String property(SendMessageRequest request, String name) {
        return MessageProperties.decode(request.properties()).getOrDefault(name, "");
    }

    private void assertInvalid(Message message, String... parts) {
        SendException failure = failureOf(producer.sendAsync(message));
        assertThat(failure.kind()).isEqualTo(SendException.Kind.INVALID);
        assertThat(failure).hasMessageContainingAll(parts);
    }

    private static SendException failureOf(@Nullable CompletableFuture<SendResult> future) {
        assertThat(future).isNotNull().isDone();
        Throwable failure = Objects.requireNonNull(future)
                .handle((result, thrown) -> thrown != null ? thrown : new AssertionError("sent: " + result))
                .join();
        assertThat(failure).isInstanceOf(SendException.class);
        return (SendException) failure;
    }
}
