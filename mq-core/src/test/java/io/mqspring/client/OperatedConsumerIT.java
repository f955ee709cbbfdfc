package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumeDirectlyRequest;
import io.mqspring.protocol.ConsumeDirectlyResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.protocol.GetConsumerStatusRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.ResetClientOffsetRequest;
import io.mqspring.protocol.ResetOffsetRequest;
import io.mqspring.protocol.Response;
import io.mqspring.scripted.ListeningPeer;
import io.mqspring.security.Principal;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import io.mqspring.transport.local.LocalRemotingClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our consumer answers what a broker asks on behalf of an operator, within the JVM and over TCP. */
@SuppressWarnings("NullAway.Init") // Justification: each test begins with a start, which says over what.
class OperatedConsumerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RequestHandler NOBODY = new RequestHandler() {
        @Override
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            return new CompletableFuture<>();
        }
    };

    @TempDir
    Path directory;

    private final List<String> consumed = new CopyOnWriteArrayList<>();
    private EmbeddedBroker broker;
    private MqClient client;
    private LocalConnection operator;
    private RequestHandler asBroker = NOBODY;

    private void start(boolean tcp) {
        BrokerSettings settings = BrokerSettings.in(directory);
        broker = EmbeddedBroker.start(tcp ? settings.withPort(0) : settings);
        broker.createTopic("orders", 1);
        ClientSettings usual = ClientSettings.defaults();
        ClientSettings quick = usual.withIntervals(
                usual.heartbeatInterval(), usual.rebalanceInterval(), Duration.ofMillis(200), usual.routeRefresh());
        client = tcp
                ? MqClient.connect(quick, "127.0.0.1:" + broker.port().orElseThrow())
                : MqClient.connect(quick, List.of("embedded"), broker.backend(), (backend, loop, toClient) -> {
                    asBroker = toClient;
                    return new LocalRemotingClient(broker, loop, backend.time(), toClient);
                });
        operator = broker.connect(NOBODY);
        client.pushConsumer("billing")
                .subscribe("orders", "*")
                .listener(messages -> {
                    String body = new String(messages.get(0).body(), StandardCharsets.UTF_8);
                    consumed.add(body);
                    if (body.startsWith("bad")) {
                        throw new IllegalArgumentException("cannot bill " + body);
                    }
                    return ConsumeResult.success();
                })
                .start();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    private <R extends Response> R ask(Request<R> request) {
        try {
            return operator.exchange(request).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandFailedException refused ? refused : new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String send(String body) {
        return client.producer()
                .send(Message.to("orders")
                        .body(body.getBytes(StandardCharsets.UTF_8))
                        .build())
                .offsetMessageId();
    }

    private MessageQueue queue() {
        return new MessageQueue("orders", "embedded", 0);
    }

    private void awaitConsumed(String... bodies) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(consumed).containsExactlyInAnyOrder(bodies));
    }

    private long committed() {
        return client.pullConsumer("billing").committed(queue()).orElse(-1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itTellsWhatItIsDoing(boolean tcp) {
        start(tcp);
        send("one");
        awaitConsumed("one");
        await().atMost(PATIENCE).untilAsserted(() -> {
            ConsumerRunningInfoResponse running =
                    ask(new GetConsumerRunningInfoRequest("billing", client.clientId(), true));
            assertThat(running.queues()).hasEntrySatisfying(queue(), one -> assertThat(one.commitOffset())
                    .isEqualTo(1));
            assertThat(running.topics()).hasEntrySatisfying("orders", consumption -> {
                assertThat(consumption.okPerSecond()).isPositive();
                assertThat(consumption.failed()).isZero();
            });
            assertThat(running.subscriptions()).extracting(one -> one.topic()).contains("orders", "%RETRY%billing");
            assertThat(running.threads()).contains("mq-", "at ");
        });
        assertThat(ask(new GetConsumerRunningInfoRequest("billing", client.clientId()))
                        .threads())
                .isNull();
        assertThat(ask(new GetConsumerStatusRequest("orders", "billing", null)).clients())
                .isEqualTo(Map.of(client.clientId(), Map.of(queue(), 1L)));
        assertThatThrownBy(() -> ask(new GetConsumerRunningInfoRequest("billing", "nobody")))
                .hasMessageContaining("not online");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itConsumesAMessageThatAnOperatorGivesItBesideWhatItConsumesAnyway(boolean tcp) {
        start(tcp);
        String good = send("good");
        awaitConsumed("good");
        await().atMost(PATIENCE).until(() -> committed() == 1);
        ConsumeDirectlyResponse answer = ask(directly(good));
        assertThat(answer.result()).isEqualTo("CR_SUCCESS");
        awaitConsumed("good", "good");
        assertThat(committed()).isEqualTo(1);

        String bad = send("bad");
        await().atMost(PATIENCE).until(() -> consumed.contains("bad"));
        ConsumeDirectlyResponse failed = ask(directly(bad));
        assertThat(failed.result()).isEqualTo("CR_THROW_EXCEPTION");
        assertThat(failed.remark()).contains("IllegalArgumentException", "cannot bill bad");
        assertThatThrownBy(() -> ask(directly("7F000001000000000000000000999999")))
                .hasMessageContaining("can not find message");
        assertThatThrownBy(() -> ask(directly("nonsense"))).hasMessageContaining("no offset message id");
    }

    private ConsumeDirectlyRequest directly(String messageId) {
        return new ConsumeDirectlyRequest("billing", client.clientId(), messageId, null, null, ByteBuffer.allocate(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itGoesBackAndForthAsTheBrokerMovesItsGroup(boolean tcp) {
        start(tcp);
        send("one");
        send("two");
        awaitConsumed("one", "two");
        await().atMost(PATIENCE).until(() -> committed() == 2);

        ask(new ResetOffsetRequest("orders", "billing", 0, true, -1, -1));
        awaitConsumed("one", "two", "one", "two");
        await().atMost(PATIENCE).until(() -> committed() == 2);
        ask(new ResetOffsetRequest("orders", "billing", 0, true, -1, 1));
        awaitConsumed("one", "two", "one", "two", "two");
        ask(new ResetOffsetRequest("orders", "billing", -1, true, -1, -1));
        send("three");
        awaitConsumed("one", "two", "one", "two", "two", "three");
        await().atMost(PATIENCE).until(() -> committed() == 3);
    }

    /** As a broker of release 4 tells it: the client keeps the offsets and is sent new ones. */
    @Test
    void itGoesWhereItIsTold() {
        start(false);
        send("one");
        send("two");
        awaitConsumed("one", "two");
        await().atMost(PATIENCE).until(() -> committed() == 2);
        asBroker.handle(
                new RequestContext(new ListeningPeer(), 407, "JAVA", Principal.TRUSTED, true),
                new ResetClientOffsetRequest("orders", "billing", Map.of(queue(), 1L)));
        awaitConsumed("one", "two", "two");
        await().atMost(PATIENCE).until(() -> committed() == 2);
    }
}
