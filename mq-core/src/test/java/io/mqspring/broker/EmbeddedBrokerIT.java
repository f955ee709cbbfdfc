package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.disk.DirectoryInUseException;
import io.mqspring.transport.AddressUnavailableException;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static NettyExecutionBackend backend;

    private Path directory;
    private EmbeddedBroker broker;
    private BrokerClient client;

    @BeforeAll
    static void startThreads() {
        backend = NettyExecutionBackend.create();
    }

    @AfterAll
    static void stopThreads() {
        backend.close();
    }

    @BeforeEach
    void start(@TempDir Path fresh) {
        directory = fresh;
        broker = EmbeddedBroker.start(BrokerSettings.in(directory), backend);
        client = new BrokerClient(broker);
    }

    @AfterEach
    void stop() {
        assertThat(broker.stats().sweepRescues()).as("sweep rescues").isZero();
        client.close();
        broker.close();
    }

    private void start(BrokerSettings settings) {
        broker = EmbeddedBroker.start(settings, backend);
        client = new BrokerClient(broker);
    }

    private void restart(BrokerSettings settings) {
        stop();
        start(settings);
    }

    @Test
    void storesAndHandsOut() {
        SendMessageResponse first = client.send("orders", 0, "one", Map.of());
        SendMessageResponse second = client.send("orders", 0, "two", Map.of(PropertyNames.UNIQ_KEY, "K"));

        assertThat(first.status()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(first.queueOffset()).isZero();
        assertThat(first.messageId()).hasSize(32);
        assertThat(first.transactionId()).hasSize(32);
        assertThat(second.queueOffset()).isEqualTo(1);
        assertThat(second.transactionId()).isEqualTo("K");
        assertThat(client.bodies("orders", 0, 0)).containsExactly("one", "two");
        assertThat(client.read("orders", 0, 1).get(0).properties())
                .containsEntry("UNIQ_KEY", "K")
                .containsEntry("CLUSTER", "DefaultCluster")
                .containsEntry("MSG_REGION", "DefaultRegion")
                .containsEntry("TRACE_ON", "true");
    }

    @Test
    @DisplayName("S2_queue_metadata: routes name the broker's queues, and a first message makes a topic's")
    void s2QueueMetadata() {
        assertThatThrownBy(() -> client.get(new GetRouteRequest("orders")))
                .isInstanceOfSatisfying(CommandFailedException.class, e -> assertThat(e.code())
                        .isEqualTo(ResponseCode.TOPIC_NOT_EXIST));
        RouteResponse template = client.get(new GetRouteRequest(TopicNames.AUTO_CREATE_TOPIC));
        assertThat(template.queues().get(0).perm()).isEqualTo(7);

        client.send("orders", -1, "x", Map.of());

        RouteResponse route = client.get(new GetRouteRequest("orders"));
        assertThat(route.queues()).containsExactly(new RouteResponse.Queues("embedded", 4, 4, 6, 0));
        assertThat(route.brokers().get(0).addresses()).containsOnlyKeys(0L);
    }

    @Test
    @DisplayName("S6_long_polling: a pull that finds nothing is answered by the arrival that it wants")
    void s6LongPollingIsAnsweredByAnArrival() {
        client.send("orders", 0, "old", Map.of());
        CompletableFuture<PullMessageResponse> all = client.ask(BrokerClient.pull("g", "orders", 0, 1, "*", 20_000));
        CompletableFuture<PullMessageResponse> paid =
                client.ask(BrokerClient.pull("g", "orders", 0, 1, "paid", 20_000));
        assertThat(broker.stats().heldPulls()).isEqualTo(2);

        client.send("orders", 0, "open", Map.of(PropertyNames.TAGS, "open"));
        assertThat(BrokerClient.views(BrokerClient.get(all)))
                .extracting(BrokerClient::body)
                .containsExactly("open");
        assertThat(paid).isNotDone();

        client.send("orders", 0, "paid", Map.of(PropertyNames.TAGS, "paid"));
        PullMessageResponse answer = BrokerClient.get(paid);
        assertThat(answer.nextOffset()).isEqualTo(3);
        assertThat(BrokerClient.views(answer)).extracting(BrokerClient::body).containsExactly("paid");
    }

    @Test
    @DisplayName("S6_long_polling: a pull that nothing answers ends at its time")
    void s6LongPollingEndsAtItsTime() {
        client.send("orders", 0, "old", Map.of());
        TimeSource time = backend.time();
        long begin = time.nanoTime();
        PullMessageResponse answer = client.get(BrokerClient.pull("g", "orders", 0, 1, "*", 300));

        assertThat(answer.status()).isEqualTo(PullStatus.NOTHING_NEW);
        assertThat(answer.nextOffset()).isEqualTo(1);
        assertThat(Duration.ofNanos(time.nanoTime() - begin)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("S5_short_polling: the broker waits a second, looks once more and answers")
    void s5ShortPollingLooksOnceMore() {
        restart(BrokerSettings.in(directory).withLongPolling(false));
        client.send("orders", 0, "old", Map.of());
        TimeSource time = backend.time();
        long begin = time.nanoTime();
        CompletableFuture<PullMessageResponse> pull = client.ask(BrokerClient.pull("g", "orders", 0, 1, "*", 15_000));
        client.send("orders", 0, "new", Map.of());
        assertThat(pull).as("an arrival does not wake it").isNotDone();

        assertThat(BrokerClient.views(BrokerClient.get(pull)))
                .extracting(BrokerClient::body)
                .containsExactly("new");
        assertThat(Duration.ofNanos(time.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("S3_membership: the broker knows a group's members and tells them when they change")
    void s3Membership() {
        BrokerClient other = new BrokerClient(broker);
        client.get(BrokerClient.heartbeat("c1", "g", BrokerClient.subscription("orders", "*", 1)));
        other.get(BrokerClient.heartbeat("c2", "g", BrokerClient.subscription("orders", "*", 1)));

        assertThat(client.get(new GetConsumerListRequest("g")).clientIds()).containsExactlyInAnyOrder("c1", "c2");
        assertThat(client.received).hasSize(2).hasOnlyElementsOfType(NotifyConsumerIdsChangedRequest.class);
        assertThat(client.get(new GetRouteRequest("%RETRY%g")).queues().get(0).readQueues())
                .isOne();

        other.close();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        client.get(new GetConsumerListRequest("g")).clientIds())
                .containsExactly("c1"));
        assertThat(client.received).hasSize(3);
        client.get(new UnregisterClientRequest("c1", null, "g"));
        assertThatThrownBy(() -> client.get(new GetConsumerListRequest("g")))
                .hasMessageContaining("no consumer for this group");
    }

    @Test
    @DisplayName("S8_progress: committed offsets, topics and groups outlive a restart")
    void s8ProgressOutlivesARestart() {
        client.send("orders", 2, "one", Map.of());
        assertThat(client.get(new QueryConsumerOffsetRequest("g", "orders", 2, false))
                        .offset())
                .isEmpty();
        assertThat(client.get(new UpdateConsumerOffsetRequest("g", "orders", 2, 1)))
                .isEqualTo(new EmptyResponse());
        client.get(BrokerClient.heartbeat("c1", "g", BrokerClient.subscription("orders", "*", 1)));

        restart(BrokerSettings.in(directory).withAutoCreateTopics(false));

        assertThat(client.get(new QueryConsumerOffsetRequest("g", "orders", 2, false))
                        .offset())
                .hasValue(1);
        assertThat(client.get(new GetRouteRequest("orders")).queues().get(0).readQueues())
                .isEqualTo(4);
        assertThat(client.get(new GetRouteRequest("%RETRY%g")).queues()).hasSize(1);
        assertThat(client.bodies("orders", 2, 0)).containsExactly("one");
    }

    @Test
    @DisplayName("S10_failure: a retry comes back when it is due, and after the last attempt it is a dead letter")
    void s10FailureIsRetriedAndThenADeadLetter() {
        client.get(BrokerClient.heartbeat("c1", "g", BrokerClient.subscription("orders", "*", 1)));
        TimeSource time = backend.time();
        long due = time.wallMillis() + 2000;
        client.retry(
                "g",
                "flaky",
                Map.of(
                        PropertyNames.RETRY_TOPIC, "orders",
                        PropertyNames.TAGS, "t",
                        PropertyNames.TIMER_DELIVER_MS, Long.toString(due)),
                1,
                16);
        assertThat(client.bodies("%RETRY%g", 0, 0)).isEmpty();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(broker.stats().delayed()).containsEntry("%RETRY%g", 1L));

        PullMessageResponse answer = client.get(BrokerClient.pull("g", "%RETRY%g", 0, 0, "*", 20_000));
        MessageView retried = BrokerClient.views(answer).get(0);

        assertThat(retried.storeTimestamp()).isBetween(due, due + 5000);
        assertThat(retried.topic()).isEqualTo("orders");
        assertThat(retried.attempt()).isEqualTo(2);
        assertThat(retried.property(PropertyNames.MQ_TIMER_OFFSET)).hasValue("0");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(broker.stats().delayed()).isEmpty());

        client.retry("g", "flaky", Map.of(PropertyNames.DELAY, "3", "why", "tired"), 17, 16);
        MessageView dead = client.read("%DLQ%g", 0, 0).get(0);
        assertThat(dead.properties()).containsEntry("why", "tired").doesNotContainKey(PropertyNames.DELAY);
    }

    @Test
    @DisplayName("S10_failure: a message sent back waits at its level, then reaches the retry topic")
    void s10FailureSentBack() {
        client.send("orders", 0, "flaky", Map.of(PropertyNames.TAGS, "t"));
        MessageView failed = client.read("orders", 0, 0).get(0);

        client.get(new SendBackRequest(failed.physicalOffset(), "g", 1, null, null, 16));

        MessageView retried = BrokerClient.views(client.get(BrokerClient.pull("g", "%RETRY%g", 0, 0, "*", 20_000)))
                .get(0);
        assertThat(retried.topic()).isEqualTo("orders");
        assertThat(retried.attempt()).isEqualTo(2);
        assertThat(retried.property(PropertyNames.ORIGIN_MESSAGE_ID)).hasValue(failed.offsetMessageId());
        MessageView waited = client.read(TopicNames.SCHEDULE_TOPIC, 0, 0).get(0);
        assertThat(retried.storeTimestamp() - waited.storeTimestamp()).isBetween(1000L, 6000L);

        client.get(new SendBackRequest(failed.physicalOffset(), "g", -1, null, null, 16));
        assertThat(client.bodies("%DLQ%g", 0, 0)).containsExactly("flaky");
    }

    @Test
    void timersOutliveARestartAndAreDeliveredOnce() {
        long due = backend.time().wallMillis() + 1500;
        client.send("orders", 3, "early", Map.of(PropertyNames.TIMER_DELAY_MS, "1"));
        client.send("orders", 3, "late", Map.of(PropertyNames.TIMER_DELIVER_MS, Long.toString(due)));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(client.bodies("orders", 3, 0)).containsExactly("early"));

        restart(BrokerSettings.in(directory));
        restart(BrokerSettings.in(directory));

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(client.bodies("orders", 3, 0)).containsExactly("early", "late"));
        assertThat(client.read("orders", 3, 1).get(0).storeTimestamp()).isGreaterThanOrEqualTo(due);
        restart(BrokerSettings.in(directory));
        assertThat(client.get(new GetMaxOffsetRequest("orders", 3)).offset()).isEqualTo(2);
        assertThat(broker.stats().delayed()).isEmpty();
    }

    @Test
    void answersWaitingPullsWhenItCloses() {
        client.send("orders", 0, "old", Map.of());
        CompletableFuture<PullMessageResponse> pull = client.ask(BrokerClient.pull("g", "orders", 0, 1, "*", 20_000));
        broker.close();
        assertThat(BrokerClient.get(pull).status()).isEqualTo(PullStatus.NOTHING_NEW);
    }

    @Test
    void saysWhatIsWrongWithASend() {
        assertThatThrownBy(() -> client.send("or ders", 0, "x", Map.of()))
                .hasMessageContaining("topic name 'or ders' has the character ' '");
        assertThatThrownBy(() -> client.send("orders", 7, "x", Map.of()))
                .hasMessageContaining("has queues 0 to 3, there is no queue 7");
        assertThatThrownBy(() -> client.send("orders", 0, "x", Map.of("big", "v".repeat(40_000))))
                .hasMessageContaining("the limit is 32767");
        assertThatThrownBy(() -> client.send("orders", 0, "x", Map.of(PropertyNames.TIMER_DELAY_MS, "soon")))
                .hasMessageContaining("property TIMER_DELAY_MS is 'soon'");
        restart(BrokerSettings.in(directory).withMaxBodyBytes(10).withAutoCreateTopics(false));
        assertThatThrownBy(() -> client.send("unknown", 0, "x", Map.of()))
                .hasMessageContaining("mq.embedded.auto-create-topics");
        broker.createTopic("known", 1);
        assertThatThrownBy(() -> client.send("known", 0, "x".repeat(11), Map.of()))
                .hasMessageContaining("11 bytes, the limit is 10")
                .hasMessageContaining("mq.embedded.max-message-size");
        List<String> stored = client.bodies("known", 0, 0);
        assertThat(stored).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsNamedAndTheDirectoryIsFreeAgain(@TempDir Path other) {
        restart(BrokerSettings.in(directory).withPort(0));
        int port = broker.port().orElseThrow();
        BrokerSettings second = BrokerSettings.in(other);

        assertThatThrownBy(() -> EmbeddedBroker.start(second.withPort(port), backend))
                .isInstanceOf(AddressUnavailableException.class)
                .hasMessageContaining(Integer.toString(port));
        try (EmbeddedBroker started = EmbeddedBroker.start(second, backend)) {
            assertThat(started.port()).isEmpty();
        }
    }

    @Test
    void aDirectoryThatIsInUseIsNamed() {
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(directory), backend))
                .isInstanceOf(DirectoryInUseException.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void aBrokerThatNobodyUsesWritesNoConfiguration(@TempDir Path other) {
        try (EmbeddedBroker idle = EmbeddedBroker.start(BrokerSettings.in(other), backend);
                BrokerClient asking = new BrokerClient(idle)) {
            assertThat(asking.get(new GetRouteRequest("DefaultCluster_REPLY_TOPIC"))
                            .queues())
                    .as("repliers ask for it first")
                    .hasSize(1);
        }
        assertThat(other.resolve("config")).doesNotExist();
    }

    @Test
    void topicsThatTheirFileLostComeBackFromTheirQueues() throws IOException {
        client.send("orders", 3, "one", Map.of());
        stop();
        Files.deleteIfExists(directory.resolve("config/topics.json"));
        Files.deleteIfExists(directory.resolve("config/topics.json.bak"));
        start(BrokerSettings.in(directory).withAutoCreateTopics(false));

        assertThat(client.bodies("orders", 3, 0)).containsExactly("one");
        assertThat(client.send("orders", 3, "two", Map.of()).queueOffset()).isEqualTo(1);
    }
}
