package io.mqspring.interop;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.SendException;
import io.mqspring.security.ClientSecurity;
import io.mqspring.security.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/**
 * Our client as a user with rights on one topic and one group of an official broker: by ACL 2.0 of release 5.5, and by the
 * plain_acl.yml of release 4.9.
 */
@Tag("proof")
class RestrictedUserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String AUTHENTICATION = "org.apache.rocketmq.auth.authentication.provider.";
    private static final String AUTHORIZATION = "org.apache.rocketmq.auth.authorization.provider.";
    /** Release 4.9 wants names and secrets of more than six characters. */
    private static final Credentials ADMIN = Credentials.of("operator", "operator-secret");

    private static final Credentials RESTRICTED = Credentials.of("restricted", "restricted-secret");

    private static final Map<OfficialVersion, OfficialCluster> CLUSTERS = new EnumMap<>(OfficialVersion.class);
    private static final Map<OfficialVersion, MqClient> ADMINS = new EnumMap<>(OfficialVersion.class);

    @BeforeAll
    static void start() throws IOException {
        for (OfficialVersion version : OfficialVersion.chosen().toList()) {
            OfficialCluster cluster = new OfficialCluster(version, "acl");
            CLUSTERS.put(version, cluster);
            cluster.addNameServer();
            write(cluster.work().resolve("client/conf/tools.yml"), """
                    accessKey: operator
                    secretKey: operator-secret
                    """);
            Map<String, String> settings = new HashMap<>(Map.of("autoCreateTopicEnable", "false"));
            if (version == OfficialVersion.V5_5) {
                settings.putAll(acl2(cluster.work().resolve("auth")));
            } else {
                settings.put("aclEnable", "true");
                accounts(cluster, "", "");
            }
            cluster.startBroker("broker-a", 0, settings);
            cluster.official().awaitTopic("broker-a");
            MqClient admin = cluster.connect(ClientSecurity.NONE.withCredentials(ADMIN));
            ADMINS.put(version, admin);
            admin.admin().createTopic("allowed", 2);
            admin.admin().createTopic("denied", 2);
            admin.admin().createTopic("later", 2);
            cluster.official().awaitTopic("later");
            if (version == OfficialVersion.V5_5) {
                mqadmin(version, "createUser", "-u", "restricted", "-p", "restricted-secret", "-t", "Normal");
                acl(version, "createAcl", "Topic:allowed", "Pub,Sub");
                acl(version, "updateAcl", "Group:allowed-group", "Sub");
            }
        }
    }

    private static void acl(OfficialVersion version, String command, String resources, String actions) {
        mqadmin(version, command, "-s", "User:restricted", "-r", resources, "-a", actions, "-d", "Allow");
    }

    private static void mqadmin(OfficialVersion version, String command, String... arguments) {
        OfficialCluster cluster = Objects.requireNonNull(CLUSTERS.get(version));
        List<String> words = new ArrayList<>(List.of("mqadmin", command, "-b", cluster.address("broker-a", 0)));
        words.addAll(List.of(arguments));
        assertThat(cluster.official().run(words.toArray(String[]::new)))
                .asString()
                .contains("success");
    }

    /** What the user may do, to be read by a 4.9 broker. */
    private static void accounts(OfficialCluster cluster, String topics, String groups) throws IOException {
        write(cluster.work().resolve("broker-a-0/conf/plain_acl.yml"), """
                accounts:
                - accessKey: operator
                  secretKey: operator-secret
                  admin: true
                - accessKey: restricted
                  secretKey: restricted-secret
                  admin: false
                  defaultTopicPerm: DENY
                  defaultGroupPerm: DENY
                  topicPerms:
                  - allowed=PUB|SUB%s
                  groupPerms:
                  - allowed-group=SUB%s
                """.formatted(topics, groups));
    }

    private static Map<String, String> acl2(Path folder) {
        return Map.ofEntries(
                entry("authConfigPath", folder.toString()),
                entry("authenticationEnabled", "true"),
                entry("authenticationProvider", AUTHENTICATION + "DefaultAuthenticationProvider"),
                entry("authenticationMetadataProvider", AUTHENTICATION + "LocalAuthenticationMetadataProvider"),
                entry("authorizationEnabled", "true"),
                entry("authorizationProvider", AUTHORIZATION + "DefaultAuthorizationProvider"),
                entry("authorizationMetadataProvider", AUTHORIZATION + "LocalAuthorizationMetadataProvider"),
                entry("initAuthenticationUser", "{\"username\":\"operator\",\"password\":\"operator-secret\"}"),
                entry(
                        "innerClientAuthenticationCredentials",
                        "{\"accessKey\":\"operator\",\"secretKey\":\"operator-secret\"}"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    @AfterAll
    static void stop() {
        CLUSTERS.values().forEach(OfficialCluster::close);
    }

    @EachRelease
    @DisplayName(
            "A user who may use one topic and one group, and no more: sends, consumes, retries, dead letters with reasons")
    void allowed(OfficialVersion version) {
        MqClient client = restricted(version);
        List<String> heard = new CopyOnWriteArrayList<>();
        try (LogLines log = new LogLines();
                PushConsumer consumer = client.pushConsumer("allowed-group")
                        .subscribe(
                                "allowed",
                                "*",
                                SubscriptionSettings.defaults()
                                        .withStartFrom(StartFrom.earliest())
                                        .withRetries(1, List.of(Duration.ofSeconds(1))))
                        .listener(views -> {
                            String body = Received.body(views.get(0));
                            heard.add(body);
                            return body.equals("failing")
                                    ? ConsumeResult.retry(new IllegalStateException("the bank does not answer"))
                                    : ConsumeResult.success();
                        })
                        .start()) {
            client.producer().send(message("allowed", "fine"));
            client.producer().send(message("allowed", "failing"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("fine", "failing", "failing"));
            List<MessageView> dead = new ArrayList<>();
            await("a dead letter").atMost(PATIENCE).ignoreExceptions().until(() -> {
                dead.addAll(pulled(version, "%DLQ%allowed-group"));
                return !dead.isEmpty();
            });
            assertThat(dead).singleElement().satisfies(view -> {
                assertThat(view.property(PropertyNames.MQ_DEAD_LETTER_REASON)).contains("attempts-exhausted");
                assertThat(view.property(PropertyNames.MQ_ERROR_MESSAGE)).contains("the bank does not answer");
            });
            assertThat(log.count("WARN")).as("%s", log.lines()).isZero();
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName("A user without the right to send to a topic: an error at once that names what is missing")
    void refusedSend(OfficialVersion version) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> restricted(version).producer().send(message("denied", "x")))
                .isInstanceOf(SendException.class)
                .hasMessageContaining("'denied'")
                .hasMessageContaining("permission")
                .hasMessageContaining("mq.access-key");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    @EachRelease
    @DisplayName("A user without the right to read a topic or to use a group: pulls fail with an error that names it")
    void refusedPull(OfficialVersion version) {
        MqClient client = restricted(version);
        MessageQueue queue = new MessageQueue("denied", "broker-a", 0);
        try (PullConsumer consumer = client.pullConsumer("allowed-group")) {
            assertThatThrownBy(() -> consumer.pull(queue, "*", 0, 1, Duration.ofMillis(100)))
                    .hasMessageContaining("permission")
                    .hasMessageContaining("denied");
        }
        try (PullConsumer consumer = client.pullConsumer("denied-group")) {
            MessageQueue allowed = new MessageQueue("allowed", "broker-a", 0);
            assertThatThrownBy(() -> consumer.pull(allowed, "*", 0, 1, Duration.ofMillis(100)))
                    .hasMessageContaining("permission")
                    .hasMessageContaining("denied-group");
            assertThatThrownBy(() -> consumer.commit(allowed, 1))
                    .hasMessageContaining("permission")
                    .hasMessageContaining("denied-group");
        }
    }

    @EachRelease
    @DisplayName(
            "A listener whose user lacks the right on its topic or its group: a log line that names it; consumes once it is given")
    void refusedSubscription(OfficialVersion version) throws IOException {
        for (String[] pair : new String[][] {{"denied-group", "allowed"}, {"allowed-group", "denied"}}) {
            try (LogLines log = new LogLines();
                    PushConsumer consumer = restricted(version)
                            .pushConsumer(pair[0])
                            .subscribe(pair[1], "*")
                            .listener(new Received())
                            .start()) {
                await().atMost(PATIENCE).until(() -> log.count("WARN " + pair[0] + ": consumes nothing yet") == 1);
                assertThat(log.lines())
                        .filteredOn(line -> line.contains("consumes nothing yet"))
                        .singleElement()
                        .asString()
                        .contains("permission", "denied", "mq.access-key")
                        .doesNotContain("create the group");
                assertThat(log.count("refuses heartbeats")).isOne();
                assertThat(consumer.queues()).isEmpty();
            }
        }
        Objects.requireNonNull(ADMINS.get(version)).producer().send(message("later", "waits"));
        Received received = new Received();
        try (LogLines log = new LogLines();
                PushConsumer consumer = restricted(version)
                        .pushConsumer("later-group")
                        .subscribe("later", "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                        .listener(received)
                        .start()) {
            await().atMost(PATIENCE).until(() -> log.count("consumes nothing yet") == 1);
            if (version == OfficialVersion.V5_5) {
                acl(version, "updateAcl", "Topic:later,Group:later-group", "Sub");
            } else {
                accounts(Objects.requireNonNull(CLUSTERS.get(version)), "\n  - later=SUB", "\n  - later-group=SUB");
            }
            received.await(1);
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    private static List<MessageView> pulled(OfficialVersion version, String topic) {
        List<MessageView> views = new ArrayList<>();
        try (PullConsumer consumer = Objects.requireNonNull(ADMINS.get(version)).pullConsumer("readers")) {
            for (MessageQueue queue : consumer.queues(topic)) {
                views.addAll(
                        consumer.pull(queue, "*", 0, 32, Duration.ofMillis(100)).messages());
            }
        }
        return views;
    }

    private static MqClient restricted(OfficialVersion version) {
        return Objects.requireNonNull(CLUSTERS.get(version)).connect(ClientSecurity.NONE.withCredentials(RESTRICTED));
    }

    private static Message message(String topic, String body) {
        return Message.to(topic).body(body.getBytes(StandardCharsets.UTF_8)).build();
    }
}
