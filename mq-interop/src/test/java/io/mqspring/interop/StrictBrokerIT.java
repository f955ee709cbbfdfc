package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.SendException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** Official brokers as they are set up in production: they create nothing by themselves, and refuse much. */
@Tag("ci")
class StrictBrokerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<OfficialVersion, OfficialCluster> CLUSTERS = new EnumMap<>(OfficialVersion.class);
    private static final Map<OfficialVersion, Broker> BROKERS = new EnumMap<>(OfficialVersion.class);

    @BeforeAll
    static void start() {
        for (OfficialVersion version : OfficialVersion.chosen().toList()) {
            OfficialCluster cluster = new OfficialCluster(version, "strict");
            CLUSTERS.put(version, cluster);
            cluster.addNameServer();
            BROKERS.put(
                    version,
                    cluster.startBroker(
                            "broker-a",
                            0,
                            Map.of(
                                    "autoCreateTopicEnable", "false",
                                    "autoCreateSubscriptionGroup", "false",
                                    "maxMessageSize", "65536")));
            cluster.official().awaitTopic("broker-a");
        }
    }

    @AfterAll
    static void stop() {
        CLUSTERS.values().forEach(OfficialCluster::close);
    }

    @EachRelease
    @DisplayName(
            "A topic that does not exist, on brokers that create none: an error that says what to do; taken up once it exists")
    void topics(OfficialVersion version) {
        OfficialCluster cluster = cluster(version);
        MqClient client = cluster.ours();
        assertThatThrownBy(() -> client.producer().send(message("absent")))
                .isInstanceOf(SendException.class)
                .hasMessageContaining("'absent' does not exist")
                .hasMessageContaining("Create the topic")
                .hasMessageContaining("autoCreateTopicEnable");

        cluster.official().run("broker-group", cluster.address("broker-a", 0), "absent-group");
        Received received = new Received();
        try (LogLines log = new LogLines();
                PushConsumer consumer = client.pushConsumer("absent-group")
                        .subscribe("absent", "*")
                        .listener(received)
                        .start()) {
            assertThat(log.count("WARN absent-group: topic absent does not exist"))
                    .isOne();
            client.admin().createTopic("absent", 2);
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                client.producer().send(message("absent"));
                return true;
            });
            received.await(1);
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName(
            "A group that does not exist, on brokers that create none: a log line that says what to do; consumes once it exists")
    void groups(OfficialVersion version) {
        OfficialCluster cluster = cluster(version);
        MqClient client = cluster.connect();
        client.admin().createTopic("grouped", 2);
        cluster.official().awaitTopic("grouped");
        client.producer().send(message("grouped"));
        Received received = new Received();
        try (LogLines log = new LogLines();
                PushConsumer consumer = client.pushConsumer("no-group")
                        .subscribe(
                                "grouped", "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                        .listener(received)
                        .start()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> log.count("create the group, as with 'mqadmin updateSubGroup'") > 0);
            cluster.official().run("broker-group", cluster.address("broker-a", 0), "no-group");
            received.await(1);
            assertThat(log.count("create the group, as with 'mqadmin updateSubGroup'"))
                    .isOne();
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName("A message over the broker's limit: an error that names the limit's setting")
    void tooLarge(OfficialVersion version) {
        MqClient client = cluster(version).ours();
        client.admin().createTopic("large", 1);
        cluster(version).official().awaitTopic("large");
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        assertThatThrownBy(() ->
                        client.producer().send(Message.to("large").body(noise).build()))
                .isInstanceOf(SendException.class)
                .hasMessageContaining("maxMessageSize");
    }

    @EachRelease
    @DisplayName("A topic without the permission to write: an error that says so")
    void permission(OfficialVersion version) {
        OfficialCluster cluster = cluster(version);
        cluster.official().run("broker-topic", cluster.address("broker-a", 0), "read-only", "2", "4");
        cluster.official().awaitTopic("read-only");
        assertThatThrownBy(() -> cluster.ours().producer().send(message("read-only")))
                .isInstanceOf(SendException.class)
                .hasMessageContaining("no writable queue")
                .hasMessageContaining("permission");
    }

    @EachRelease
    @DisplayName(
            "A delay that the broker does not have: refused on 4.9 beyond 2 h and on 5.5 beyond 3 days, with an error")
    void delays(OfficialVersion version) {
        MqClient client = cluster(version).ours();
        client.admin().createTopic("delays", 1);
        cluster(version).official().awaitTopic("delays");
        long hours = version == OfficialVersion.V4_9 ? 3 : 24 * 4;
        assertThatThrownBy(() -> client.producer()
                        .send(Message.to("delays")
                                .property(PropertyNames.TIMER_DELAY_MS, Long.toString(hours * 3_600_000))
                                .body(new byte[] {1})
                                .build()))
                .isInstanceOf(SendException.class)
                .hasMessageContaining("delay");
    }

    @EachRelease
    @DisplayName("A broker that hangs: sends fail in time with an error, and all goes on when it goes on")
    void pause(OfficialVersion version) {
        OfficialCluster cluster = cluster(version);
        MqClient client = cluster.connect();
        client.admin().createTopic("hanging", 2);
        cluster.official().awaitTopic("hanging");
        cluster.official().run("broker-group", cluster.address("broker-a", 0), "hanging-group");
        Received received = new Received();
        Broker broker = Objects.requireNonNull(BROKERS.get(version));
        try (PushConsumer consumer = client.pushConsumer("hanging-group")
                .subscribe("hanging", "*")
                .listener(received)
                .start()) {
            client.producer().send(Message.to("hanging").body(new byte[] {'a'}).build());
            received.await(1);
            broker.pause();
            long began = System.nanoTime();
            try {
                assertThatThrownBy(() -> client.producer().send(message("hanging")))
                        .isInstanceOf(SendException.class)
                        .hasMessageContaining("did not answer");
            } finally {
                broker.resume();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                client.producer()
                        .send(Message.to("hanging").body(new byte[] {'b'}).build());
                return true;
            });
            Awaitility.await().atMost(PATIENCE).until(() -> received.bodies().contains("b"));
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    private static OfficialCluster cluster(OfficialVersion version) {
        return Objects.requireNonNull(CLUSTERS.get(version));
    }

    private static Message message(String topic) {
        return Message.to(topic).body(new byte[] {'m'}).build();
    }
}
