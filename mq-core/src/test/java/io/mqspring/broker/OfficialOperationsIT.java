package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.PropertyNames;
import io.mqspring.protocol.CheckClientConfigRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.PushReplyRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendReplyRequest;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.protocol.UnlockQueuesRequest;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.security.ClientSecurity;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import io.mqspring.transport.netty.NettyExecutionBackend;
import io.mqspring.transport.netty.NettyRemotingClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What official clients need beyond what our own client asks for: SQL filters, locks of queues, replies to requests. */
class OfficialOperationsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static NettyExecutionBackend backend;

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
    void start(@TempDir Path directory) {
        broker = EmbeddedBroker.start(BrokerSettings.in(directory).withHoldSweep(Duration.ofHours(1)), backend);
        client = new BrokerClient(broker);
    }

    @AfterEach
    void stop() {
        assertThat(broker.stats().sweepRescues()).as("sweep rescues").isZero();
        client.close();
        broker.close();
    }

    private static PullMessageRequest pull(String expression, long offset, long suspend) {
        PullMessageRequest tagged = BrokerClient.pull("g", "orders", 0, offset, expression, suspend);
        return typed(tagged, tagged.sysFlag(), 0);
    }

    private static PullMessageRequest registered(long offset, long version, long suspend) {
        int flags = suspend > 0 ? PullMessageRequest.FLAG_SUSPEND : 0;
        return typed(BrokerClient.pull("g", "orders", 0, offset, "", suspend), flags, version);
    }

    private static PullMessageRequest typed(PullMessageRequest pull, int flags, long version) {
        return new PullMessageRequest(
                pull.consumerGroup(),
                pull.topic(),
                pull.queueId(),
                pull.queueOffset(),
                pull.maxMessages(),
                flags,
                0,
                pull.suspendMillis(),
                pull.subscription(),
                version,
                "SQL92",
                pull.maxBytes(),
                false);
    }

    private static SubscriptionEntry sql(String expression, long version) {
        return new SubscriptionEntry("orders", expression, Set.of(), version, "SQL92");
    }

    private static List<String> bodies(PullMessageResponse response) {
        return BrokerClient.views(response).stream().map(BrokerClient::body).toList();
    }

    private static void assertRefused(Runnable request, ResponseCode code, String why) {
        assertThatThrownBy(request::run).isInstanceOfSatisfying(CommandFailedException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.remark()).contains(why);
        });
    }

    private void sendAmounts(int from, int to) {
        for (int i = from; i < to; i++) {
            client.send("orders", 0, "m" + i, Map.of("amount", Integer.toString(i), PropertyNames.TAGS, "t" + i % 2));
        }
    }

    @Test
    void anSqlFilterInThePullChoosesByProperties() {
        sendAmounts(0, 10);
        assertThat(bodies(client.get(pull("amount BETWEEN 3 AND 5 AND TAGS = 't1'", 0, 0))))
                .containsExactly("m3", "m5");
        PullMessageResponse none = client.get(pull("amount > 10", 0, 0));
        assertThat(none.status()).isEqualTo(PullStatus.NOTHING_MATCHED);
        assertThat(none.nextOffset()).isEqualTo(10);
        assertRefused(
                () -> client.get(pull("amount >", 0, 0)), ResponseCode.SUBSCRIPTION_PARSE_FAILED, "at character 9");
    }

    @Test
    void anSqlFilterInTheHeartbeatChoosesByProperties() {
        sendAmounts(0, 10);
        client.get(BrokerClient.heartbeat("c", "g", sql("amount IN ('2', '7')", 5)));
        assertThat(bodies(client.get(registered(0, 5, 0)))).containsExactly("m2", "m7");
        assertRefused(
                () -> client.get(registered(0, 6, 0)), ResponseCode.SUBSCRIPTION_NOT_LATEST, "newer than its last");

        client.get(BrokerClient.heartbeat("c", "g", sql("amount IN ('3')", 6)));
        assertThat(bodies(client.get(registered(0, 6, 0)))).containsExactly("m3");
        client.get(BrokerClient.heartbeat("c", "g", sql("amount IN", 7)));
        assertRefused(() -> client.get(registered(0, 7, 0)), ResponseCode.FILTER_DATA_NOT_EXIST, "at character 10");
    }

    @Test
    void aHeldPullWithAnSqlFilterIsWokenByAMatchOnly() {
        sendAmounts(0, 1);
        client.get(BrokerClient.heartbeat("c", "g", sql("amount > 2", 5)));
        CompletableFuture<PullMessageResponse> carried = client.ask(pull("amount > 1", 1, 60_000));
        CompletableFuture<PullMessageResponse> registered = client.ask(registered(1, 5, 60_000));
        assertThat(broker.stats().heldPulls()).isEqualTo(2);
        sendAmounts(1, 2);
        sendAmounts(2, 3);
        assertThat(bodies(BrokerClient.get(carried))).containsExactly("m2");
        assertThat(registered).isNotDone();
        sendAmounts(3, 4);
        assertThat(bodies(BrokerClient.get(registered))).containsExactly("m3");
    }

    @Test
    void aHeldPullIsAnsweredByTheFilterThatCountsThen() {
        sendAmounts(0, 1);
        client.get(BrokerClient.heartbeat("c", "g", sql("amount = 1", 5)));
        CompletableFuture<PullMessageResponse> held = client.ask(registered(1, 5, 300));
        assertThat(broker.stats().heldPulls()).isOne();
        client.get(BrokerClient.heartbeat("c", "g", sql("amount = 2", 6)));
        sendAmounts(2, 3);
        assertThat(bodies(BrokerClient.get(held))).containsExactly("m2");
    }

    @Test
    void aClientMayAskWhetherItsFilterCanBeServed() {
        assertThat(client.get(new CheckClientConfigRequest("c", "g", sql("a > 1", 1))))
                .isEqualTo(new EmptyResponse());
        assertRefused(
                () -> client.get(new CheckClientConfigRequest("c", "g", sql("a >", 1))),
                ResponseCode.SUBSCRIPTION_PARSE_FAILED,
                "at character 4");
        assertRefused(
                () -> client.get(new CheckClientConfigRequest(
                        "c", "g", new SubscriptionEntry("orders", "x", Set.of(), 1, "XPATH"))),
                ResponseCode.SUBSCRIPTION_PARSE_FAILED,
                "by XPATH: use TAG or SQL92");
    }

    @Test
    void queuesAreLockedForAMemberUntilItLeaves() {
        client.send("orders", 0, "x", Map.of());
        MessageQueue here = new MessageQueue("orders", "embedded", 1);
        List<MessageQueue> asked = List.of(
                here,
                new MessageQueue("orders", "embedded", 4),
                new MessageQueue("orders", "embedded", -1),
                new MessageQueue("orders", "elsewhere", 0),
                new MessageQueue("none", "embedded", 0));
        assertThat(client.get(new LockQueuesRequest("a", "g", asked)).locked()).containsExactly(here);
        assertThat(client.get(new LockQueuesRequest("b", "g", asked)).locked()).isEmpty();
        client.get(new UnlockQueuesRequest("a", "g", List.of(here)));
        assertThat(client.get(new LockQueuesRequest("b", "g", asked)).locked()).containsExactly(here);
        client.get(new UnregisterClientRequest("b", null, "g"));
        assertThat(client.get(new LockQueuesRequest("a", "g", asked)).locked()).containsExactly(here);
    }

    @Test
    void whatAGroupThatConsumesInOrderGivesUpIsADeadLetter() {
        client.send("orders", 0, "x", Map.of());
        client.retry("g", "first", Map.of(PropertyNames.DELAY, "1"), 1, 16);
        assertRefused(() -> client.get(new GetRouteRequest("%DLQ%g")), ResponseCode.TOPIC_NOT_EXIST, "does not exist");
        client.get(new LockQueuesRequest("a", "g", List.of(new MessageQueue("orders", "embedded", 0))));
        client.retry("g", "given up", Map.of(PropertyNames.DELAY, "1"), 1, 16);
        assertThat(client.bodies("%DLQ%g", 0, 0)).containsExactly("given up");
    }

    private static SendReplyRequest reply(String body, Map<String, String> properties) {
        SendMessageRequest message = BrokerClient.message("DefaultCluster_REPLY_TOPIC", -1, body, properties, 0, -1);
        return new SendReplyRequest(message);
    }

    /** A client that waits for replies and says what the test wants. */
    private static final class Requester implements RequestHandler {

        final List<PushReplyRequest> replies = new ArrayList<>();
        boolean takes = true;

        @Override
        @SuppressWarnings("unchecked")
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            if (request instanceof PushReplyRequest reply) {
                replies.add(reply);
            }
            return takes
                    ? CompletableFuture.completedFuture((R) new EmptyResponse())
                    : CompletableFuture.failedFuture(new CommandFailedException(ResponseCode.SYSTEM_ERROR, "full"));
        }
    }

    @Test
    void aReplyReachesTheClientThatAsked() {
        assertThat(client.get(new GetRouteRequest("DefaultCluster_REPLY_TOPIC"))
                        .queues()
                        .get(0)
                        .writeQueues())
                .isOne();
        Requester requester = new Requester();
        LocalConnection asking = broker.connect(requester);
        BrokerClient.get(asking.exchange(new HeartbeatRequest("asker", List.of("p"), List.of())));
        Map<String, String> properties =
                Map.of(PropertyNames.REPLY_TO_CLIENT, "asker", PropertyNames.CORRELATION_ID, "c-1");

        assertThat(client.get(reply("answer", properties)).messageId()).isEqualTo("0");
        PushReplyRequest pushed = requester.replies.get(0);
        assertThat(pushed.body().remaining()).isEqualTo(6);
        assertThat(pushed.topic()).isEqualTo("DefaultCluster_REPLY_TOPIC");
        assertThat(pushed.properties())
                .contains("CORRELATION_ID\u0001c-1\u0002")
                .contains("PUSH_REPLY_TIME\u0001");
        assertThat(pushed.bornHost()).isEqualTo(HostAddress.LOCAL.toString());

        requester.takes = false;
        assertRefused(
                () -> client.get(reply("answer", properties)),
                ResponseCode.SYSTEM_ERROR,
                "push reply message to asker");
        asking.close();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertRefused(
                        () -> client.get(reply("answer", properties)), ResponseCode.SYSTEM_ERROR, "<asker> not found"));
        assertRefused(
                () -> client.get(reply("answer", Map.of())),
                ResponseCode.SYSTEM_ERROR,
                "reply message properties[REPLY_TO_CLIENT] is null");
    }

    @Test
    void aRouteNamesTheAddressByWhichTheAskerCame(@TempDir Path directory) {
        BrokerSettings everywhere = BrokerSettings.in(directory).withPort(0).withBindAddress("0.0.0.0");
        assertThat(routesOf(everywhere)).containsExactly("127.0.0.1:port", "127.0.0.2:port");
        assertThat(routesOf(everywhere.withAdvertisedAddress("10.9.8.7:10911")))
                .containsExactly("10.9.8.7:10911", "10.9.8.7:10911");
    }

    /** What clients are told that come by two addresses of this machine, with {@code port} for the broker's. */
    private static List<String> routesOf(BrokerSettings settings) {
        List<String> named = new ArrayList<>();
        try (EmbeddedBroker reached = EmbeddedBroker.start(settings, backend);
                NettyRemotingClient asking = new NettyRemotingClient(
                        backend, backend.eventLoop("asking"), new Requester(), ClientSecurity.NONE)) {
            reached.createTopic("orders", 1);
            String port = Integer.toString(reached.port().orElseThrow());
            for (String address : List.of("127.0.0.1", "127.0.0.2")) {
                RouteResponse route =
                        BrokerClient.get(asking.exchange(address + ":" + port, new GetRouteRequest("orders"), LIMIT));
                named.add(String.valueOf(route.brokers().get(0).addresses().get(0L))
                        .replace(port, "port"));
            }
        }
        return named;
    }
}
