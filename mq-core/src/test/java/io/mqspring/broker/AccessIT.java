package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.protocol.AckMessageRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CreateTopicRequest;
import io.mqspring.protocol.EndTransactionRequest;
import io.mqspring.protocol.GetClusterRequest;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.GetTopicListRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.PopMessageRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.security.BrokerUser;
import io.mqspring.security.ClientSecurity;
import io.mqspring.security.Credentials;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import io.mqspring.transport.netty.NettyExecutionBackend;
import io.mqspring.transport.netty.NettyRemotingClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users of a broker's port: what each may do, and how a refusal looks. */
@Timeout(120)
class AccessIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final SubscriptionSettings EARLIEST =
            SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest());

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();
    private EmbeddedBroker broker;
    private BrokerClient inside;
    private String address;

    @BeforeEach
    void start(@TempDir Path directory) {
        broker = EmbeddedBroker.start(
                BrokerSettings.in(directory)
                        .withPort(0)
                        .withUsers(
                                BrokerUser.of("sender", "s1").publishing("orders"),
                                BrokerUser.of("reader", "s2")
                                        .subscribing("orders")
                                        .inGroups("billing"),
                                BrokerUser.of("root", "s3").asAdmin()),
                backend);
        address = "127.0.0.1:" + broker.port().orElseThrow();
        inside = new BrokerClient(broker);
        broker.createTopic("orders", 1);
        broker.createTopic("secrets", 1);
    }

    @AfterEach
    void stop() {
        inside.close();
        broker.close();
        backend.close();
    }

    @Test
    void ourClientSendsAndConsumesAsAUser() {
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        try (MqClient sender = client("sender", "s1");
                MqClient reader = client("reader", "s2")) {
            PushConsumer consumer = reader.pushConsumer("billing")
                    .subscribe("orders", "*", EARLIEST)
                    .listener(views -> {
                        views.forEach(view -> bodies.add(new String(view.body())));
                        return ConsumeResult.success();
                    })
                    .start();
            sender.producer().send(Message.to("orders").body("one".getBytes()).build());
            await().atMost(LONG).until(() -> bodies.contains("one"));
            consumer.close();
        }
    }

    @Test
    void aFailedMessageOfAUserIsRetried() {
        Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
        try (MqClient reader = client("reader", "s2")) {
            reader.pushConsumer("billing")
                    .subscribe("orders", "*", EARLIEST.withRetries(3, List.of(Duration.ofMillis(50))))
                    .listener(views -> {
                        attempts.add(views.get(0).attempt());
                        return attempts.size() < 2 ? ConsumeResult.retry() : ConsumeResult.success();
                    })
                    .start();
            inside.send("orders", 0, "fails once", Map.of());
            await().atMost(LONG).untilAsserted(() -> assertThat(attempts).containsExactly(1, 2));
        }
    }

    @Test
    void aSendThatIsNotAllowedSaysWhoLacksWhat() {
        try (MqClient sender = client("sender", "s1")) {
            assertThatThrownBy(() -> sender.producer()
                            .send(Message.to("secrets").body("x".getBytes()).build()))
                    .hasStackTraceContaining("no permission for user 'sender': it lacks PUB on topic 'secrets'")
                    .hasStackTraceContaining("mq.embedded.users.sender.publish");
        }
        assertThat(broker.stats().messagesIn()).isZero();
    }

    @Test
    void aConsumerThatIsNotAllowedConsumesNothing() {
        inside.send("orders", 0, "not for you", Map.of());
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        try (MqClient sender = client("sender", "s1")) {
            PushConsumer consumer = sender.pushConsumer("billing")
                    .subscribe("orders", "*", EARLIEST)
                    .listener(views -> {
                        views.forEach(view -> bodies.add(new String(view.body())));
                        return ConsumeResult.success();
                    })
                    .start();
            refused("sender", "s1", heartbeat("billing", "orders"), "lacks SUB on group 'billing'");
            refused("reader", "s2", heartbeat("billing", "secrets"), "lacks SUB on topic 'secrets'");
            assertThat(bodies).isEmpty();
            consumer.close();
        }
    }

    @Test
    void whoPopsNeedsTheGroupAndTheTopic() {
        refused("sender", "s1", pop("orders"), "lacks SUB on group 'billing'");
        refused("reader", "s2", pop("secrets"), "lacks SUB on topic 'secrets'");
        refused("reader", "s2", acknowledge("%RETRY%billing_secrets"), "lacks SUB on topic 'secrets'");
    }

    private static PopMessageRequest pop(String topic) {
        return new PopMessageRequest("billing", topic, -1, 1, 1000, 0, 0, 0, "TAG", "*", false, null);
    }

    private static AckMessageRequest acknowledge(String topic) {
        return new AckMessageRequest("billing", topic, 0, "no handle", 0);
    }

    @Test
    void theUnsignedAndTheWronglySignedAreRefused() {
        for (Request<?> each : List.of(new GetClusterRequest(), heartbeat("billing", "orders"))) {
            refused(null, null, each, "not signed: set mq.access-key and mq.secret-key");
            refused("sender", "wrong", each, "check mq.access-key and mq.secret-key");
            refused("nobody", "s1", each, "'nobody' is unknown or");
        }
        try (MqClient stranger = client("sender", "wrong")) {
            assertThatThrownBy(() -> stranger.producer()
                            .send(Message.to("orders").body("x".getBytes()).build()))
                    .hasStackTraceContaining("signed with another secret");
        }
        assertThat(broker.stats().messagesIn()).isZero();
    }

    @Test
    void routesAreToldToAnyone() {
        assertThat(ask(null, null, new GetRouteRequest("orders")).join().queues())
                .hasSize(1);
    }

    @Test
    void commandsOfAdministratorsAreTheirs() {
        CreateTopicRequest create = new CreateTopicRequest("fresh", 1, 1, 6, false);
        refused("sender", "s1", create, "CREATE_TOPIC is for administrators: set mq.embedded.users.sender.admin");
        refused("reader", "s2", new GetTopicListRequest(), "for administrators");
        ask("root", "s3", create).join();
        assertThat(ask("root", "s3", new GetTopicListRequest()).join().topics()).contains("fresh");
    }

    @Test
    void anOffsetThatIsNotTheUsersStaysWhereItIs() {
        refused("reader", "s2", new UpdateConsumerOffsetRequest("other", "orders", 0, 9), "SUB on group 'other'");
        refused("reader", "s2", new UpdateConsumerOffsetRequest("billing", "secrets", 0, 9), "SUB on topic 'secrets'");
    }

    @Test
    void nobodyReadsAnothersMessagesBySendingThemBack() {
        inside.send("secrets", 0, "a secret", Map.of());
        refused("reader", "s2", new SendBackRequest(0, "billing", 0, null, null, 16), "lacks SUB on topic 'secrets'");
    }

    @Test
    void nobodySettlesAnothersTransaction() {
        inside.ask(BrokerClient.message(
                        "secrets",
                        0,
                        "half",
                        Map.of(PropertyNames.TRAN_MSG, "true", PropertyNames.PGROUP, "p", PropertyNames.UNIQ_KEY, "u"),
                        0,
                        -1))
                .join();
        EndTransactionRequest verdict =
                new EndTransactionRequest("p", 0, 0, TransactionVerdict.COMMIT, false, "u", "u", "orders");
        refused("sender", "s1", verdict, "lacks PUB on topic 'secrets'");
    }

    private MqClient client(String accessKey, String secretKey) {
        return MqClient.connect(
                ClientSettings.defaults().withSecurity(security(accessKey, secretKey)), address, backend);
    }

    private static ClientSecurity security(String accessKey, String secretKey) {
        return ClientSecurity.NONE.withCredentials(Credentials.of(accessKey, secretKey));
    }

    private static HeartbeatRequest heartbeat(String group, String topic) {
        SubscriptionEntry all = new SubscriptionEntry(topic, "*", Set.of(), 1, "TAG");
        return new HeartbeatRequest(
                "client",
                List.of(),
                List.of(new HeartbeatRequest.Consumer(
                        group, "CONSUME_PASSIVELY", "CLUSTERING", "CONSUME_FROM_LAST_OFFSET", List.of(all))));
    }

    private void refused(@Nullable String accessKey, @Nullable String secretKey, Request<?> request, String words) {
        assertThat(ask(accessKey, secretKey, request))
                .as("%s as %s", request, accessKey)
                .failsWithin(LONG)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        CommandFailedException.class, e -> assertThat(e.code()).isEqualTo(ResponseCode.NO_PERMISSION))
                .withMessageContaining(words);
    }

    private <R extends Response> CompletableFuture<R> ask(
            @Nullable String accessKey, @Nullable String secretKey, Request<R> request) {
        ClientSecurity security =
                accessKey == null || secretKey == null ? ClientSecurity.NONE : security(accessKey, secretKey);
        SerialExecutor loop = backend.eventLoop("test");
        try (NettyRemotingClient client = new NettyRemotingClient(backend, loop, new Deaf(), security)) {
            CompletableFuture<R> answer = client.exchange(address, request, LONG);
            answer.exceptionally(failure -> null).join();
            return answer;
        }
    }

    private static final class Deaf implements RequestHandler {
        @Override
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            return new CompletableFuture<>();
        }
    }
}
