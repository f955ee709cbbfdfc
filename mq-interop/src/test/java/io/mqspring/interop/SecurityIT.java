package io.mqspring.interop;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.producer.SendException;
import io.mqspring.security.BrokerUser;
import io.mqspring.security.ClientSecurity;
import io.mqspring.security.ClientTls;
import io.mqspring.security.Credentials;
import io.mqspring.security.ServerTls;
import io.mqspring.security.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS and access keys between our side and the official one, in both directions. */
@Tag("ci")
@Timeout(240)
class SecurityIT {

    private static final Path TLS = Path.of("../mq-core/src/test/resources/tls").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LONG = "60000";
    private static final String SHORT = "4000";

    private static final String AUTHENTICATION = "org.apache.rocketmq.auth.authentication.provider.";
    private static final String AUTHORIZATION = "org.apache.rocketmq.auth.authorization.provider.";

    private static final Path WORK = Official.work("security");

    private static EmbeddedBroker ours;
    private static OfficialNameServer nameServer;
    private static Broker official;

    @BeforeAll
    static void start() {
        ours = EmbeddedBroker.start(BrokerSettings.in(WORK.resolve("ours"))
                .withPort(0)
                .withTls(ServerTls.enforcing(material("server")).withMode(ServerTls.Mode.PERMISSIVE))
                .withUsers(
                        BrokerUser.of("sender", "sender-secret").publishing("secured"),
                        BrokerUser.of("reader", "reader-secret")
                                .subscribing("secured")
                                .inGroups("readers")));
        ours.createTopic("secured", 2);
        List<String> tls = List.of(
                "-Dtls.test.mode.enable=false",
                "-Dtls.server.mode=permissive",
                "-Dtls.server.keyPath=" + TLS.resolve("server.key"),
                "-Dtls.server.certPath=" + TLS.resolve("server.pem"),
                "-Dtls.server.trustCertPath=" + TLS.resolve("ca.pem"));
        nameServer = OfficialNameServer.start(OfficialVersion.V5_5, WORK.resolve("ns"), Official.freePort(), tls);
        official = OfficialBroker.start(
                OfficialVersion.V5_5,
                WORK.resolve("official"),
                nameServer.address(),
                Map.ofEntries(
                        entry("brokerName", "broker-a"),
                        entry("autoCreateTopicEnable", "true"),
                        entry("authConfigPath", WORK.resolve("auth").toString()),
                        entry("authenticationEnabled", "true"),
                        entry("authenticationProvider", AUTHENTICATION + "DefaultAuthenticationProvider"),
                        entry("authenticationMetadataProvider", AUTHENTICATION + "LocalAuthenticationMetadataProvider"),
                        entry("authorizationEnabled", "true"),
                        entry("authorizationProvider", AUTHORIZATION + "DefaultAuthorizationProvider"),
                        entry("authorizationMetadataProvider", AUTHORIZATION + "LocalAuthorizationMetadataProvider"),
                        entry("initAuthenticationUser", "{\"username\":\"root\",\"password\":\"root-secret\"}"),
                        entry(
                                "innerClientAuthenticationCredentials",
                                "{\"accessKey\":\"root\",\"secretKey\":\"root-secret\"}")),
                tls);
    }

    @AfterAll
    static void stop() {
        official.close();
        nameServer.close();
        ours.close();
    }

    @ParameterizedTest(name = "Official client {0} on our broker: access keys (AclClientRPCHook)")
    @EnumSource(OfficialVersion.class)
    void officialClientsAreUsersOfOurBroker(OfficialVersion version) {
        try (OfficialClient client = OfficialClient.start(version, WORK.resolve("acl-" + version))) {
            client.use(ourAddress());
            String body = "by " + version;
            assertThat(client.run("acl-send", "sender", "sender-secret", "secured", body))
                    .containsExactly("SEND_OK");
            assertThat(client.run("acl-consume", "reader", "reader-secret", "readers", "secured", "1", LONG))
                    .contains(body);
        }
    }

    @Test
    @DisplayName("Official 5.5 client on our broker: a user without the right is refused and told what is missing")
    void officialClientsAreRefused() {
        try (OfficialClient client = OfficialClient.start(WORK.resolve("refused"))) {
            client.use(ourAddress());
            assertThatThrownBy(() -> client.run("acl-send", "reader", "reader-secret", "secured", "x"))
                    .hasMessageContaining("CODE: 16")
                    .hasMessageContaining("no permission for user 'reader': it lacks PUB on topic 'secured'");
            assertThatThrownBy(() -> client.run("acl-send", "sender", "another-secret", "secured", "x"))
                    .hasMessageContaining("CODE: 16")
                    .hasMessageContaining("signed with another secret");
            assertThatThrownBy(() -> client.run("acl-send", "-", "-", "secured", "x"))
                    .hasMessageContaining("CODE: 16")
                    .hasMessageContaining("not signed");
            assertThat(client.run("acl-consume", "sender", "sender-secret", "readers", "secured", "1", SHORT))
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "Official client {0} on our broker: TLS")
    @EnumSource(OfficialVersion.class)
    void officialClientsSpeakTlsToOurBroker(OfficialVersion version) {
        List<String> jvm = List.of(
                "-Dtls.enable=true",
                "-Dtls.test.mode.enable=false",
                "-Dtls.client.authServer=true",
                "-Dtls.client.trustCertPath=" + TLS.resolve("ca.pem"));
        try (EmbeddedBroker enforcing = EmbeddedBroker.start(BrokerSettings.in(WORK.resolve("tls-" + version))
                        .withPort(0)
                        .withTls(ServerTls.enforcing(material("server"))));
                OfficialClient client = OfficialClient.start(version, WORK.resolve("tls-client-" + version), jvm)) {
            client.use("127.0.0.1:" + enforcing.port().orElseThrow());
            assertThat(client.send("secured", 5, "tls-")).hasSize(5).allMatch(line -> line.startsWith("SEND_OK"));
            assertThat(client.dump("secured")).hasSize(5);
        }
    }

    @Test
    @DisplayName("Official 5.5 client on our broker: mutual TLS")
    void officialClientsShowTheirCertificate() {
        List<String> jvm = List.of(
                "-Dtls.enable=true",
                "-Dtls.test.mode.enable=false",
                "-Dtls.client.authServer=true",
                "-Dtls.client.trustCertPath=" + TLS.resolve("ca.pem"),
                "-Dtls.client.keyPath=" + TLS.resolve("client.key"),
                "-Dtls.client.certPath=" + TLS.resolve("client.pem"));
        ServerTls mutual = ServerTls.enforcing(material("server")).withClientAuth(ServerTls.ClientAuth.NEED);
        try (EmbeddedBroker broker = EmbeddedBroker.start(
                        BrokerSettings.in(WORK.resolve("mutual")).withPort(0).withTls(mutual));
                OfficialClient client =
                        OfficialClient.start(OfficialVersion.V5_5, WORK.resolve("mutual-client"), jvm)) {
            client.use("127.0.0.1:" + broker.port().orElseThrow());
            assertThat(client.send("secured", 1, "mutual-")).hasSize(1);
        }
    }

    @Test
    @DisplayName("Our client on an official 5.5 broker: TLS and access keys (ACL 2.0)")
    void ourClientIsAUserOfAnOfficialBroker() {
        ClientSecurity security = ClientSecurity.NONE
                .withTls(ClientTls.of(TlsMaterial.ofJvm().withTrusted(pem("ca.pem"))))
                .withCredentials(Credentials.of("root", "root-secret"));
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        try (MqClient client =
                MqClient.connect(ClientSettings.defaults().withSecurity(security), nameServer.address())) {
            // A broker that has just started is not known to the name server at once.
            await().atMost(LIMIT).ignoreException(SendException.class).until(() -> {
                send(client, "official-secured", "first");
                return true;
            });
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add("secured-" + i);
                send(client, "official-secured", "secured-" + i);
            }
            PushConsumer consumer = client.pushConsumer("our-secured-group")
                    .subscribe(
                            "official-secured",
                            "*",
                            SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                    .listener(views -> {
                        views.forEach(view -> bodies.add(new String(view.body(), StandardCharsets.UTF_8)));
                        return ConsumeResult.success();
                    })
                    .start();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsAll(sent));
            consumer.close();
        }
    }

    @Test
    @DisplayName("Our client on an official 5.5 broker: refused, with the broker's reason")
    void ourClientIsRefusedByAnOfficialBroker() {
        ClientSecurity wrong = ClientSecurity.NONE.withCredentials(Credentials.of("root", "another-secret"));
        try (MqClient client = MqClient.connect(ClientSettings.defaults().withSecurity(wrong), nameServer.address())) {
            assertThatThrownBy(() -> send(client, "TBW102", "x")).hasStackTraceContaining("NO_PERMISSION");
        }
        try (MqClient client = MqClient.connect(nameServer.address())) {
            assertThatThrownBy(() -> send(client, "TBW102", "x")).hasStackTraceContaining("NO_PERMISSION");
        }
    }

    private static void send(MqClient client, String topic, String body) {
        client.producer()
                .send(Message.to(topic)
                        .body(body.getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    private static String ourAddress() {
        return "127.0.0.1:" + ours.port().orElseThrow();
    }

    private static TlsMaterial material(String name) {
        return TlsMaterial.ofJvm()
                .withTrusted(pem("ca.pem"))
                .withIdentity(pem(name + ".pem"), pem(name + ".key"), null);
    }

    private static String pem(String name) {
        try {
            return Files.readString(TLS.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
