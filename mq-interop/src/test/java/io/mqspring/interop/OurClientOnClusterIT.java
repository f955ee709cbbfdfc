package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.admin.GroupDescription;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.producer.SendException;
import io.mqspring.producer.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our client on official clusters whose parts come and go. */
class OurClientOnClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    @Tag("ci")
    @DisplayName(
            "Several name servers: one dead at the start, one dying, none left (goes on with what it knows), one coming back")
    void nameServers() {
        try (OfficialCluster cluster = new OfficialCluster(OfficialVersion.V5_5, "name-servers");
                LogLines log = new LogLines()) {
            cluster.addNameServer("127.0.0.1:" + Official.freePort());
            OfficialNameServer first = cluster.addNameServer();
            OfficialNameServer second = cluster.addNameServer();
            cluster.startBroker("broker-a", 0, Map.of());
            MqClient client = cluster.ours();
            awaitCreated(client, "one");
            Received received = new Received();
            try (PushConsumer consumer = consume(client, "one", received)) {
                send(client, "one", "with two");
                received.await(1);

                first.kill();
                awaitCreated(client, "two");
                send(client, "two", "found with the other");
                send(client, "one", "with one");
                received.await(2);
                assertThat(log.count("No name server answers")).isZero();

                second.kill();
                Awaitility.await().atMost(PATIENCE).until(() -> log.count("WARN No name server answers") > 0);
                send(client, "one", "with none");
                received.await(3);
                assertThatThrownBy(() -> send(client, "unknown", "x"))
                        .isInstanceOf(SendException.class)
                        .hasMessageContaining("mq.name-server");
                assertThat(log.count("No name server answers")).isOne();

                try (OfficialNameServer back = OfficialNameServer.start(
                        OfficialVersion.V5_5, cluster.work().resolve("back"), second.port())) {
                    Awaitility.await().atMost(PATIENCE).until(() -> log.count("INFO A name server answers again") > 0);
                    awaitCreated(client, "three");
                    send(client, "three", "after all");
                    send(client, "one", "with the one that is back");
                    received.await(4);
                    assertThat(back.port()).isEqualTo(second.port());
                }
                assertThat(consumer.queues()).isNotEmpty();
            }
        }
    }

    @Test
    @Tag("proof")
    @DisplayName("Several masters: one is killed and comes back, queues are added, a broker is added; nothing is lost")
    void masters() {
        try (OfficialCluster cluster = new OfficialCluster(OfficialVersion.V5_5, "masters")) {
            cluster.addNameServer();
            cluster.startBroker("broker-a", 0, Map.of());
            Broker second = cluster.startBroker("broker-b", 0, Map.of());
            MqClient client = cluster.ours();
            awaitCreated(client, "topic", 2, 4);
            Received received = new Received();
            try (PushConsumer consumer = consume(client, "topic", received)) {
                awaitQueues(consumer, 4);
                List<SendResult> before = sendMany(client, 40, "before");
                assertThat(before)
                        .extracting(result -> result.queue().brokerName())
                        .contains("broker-a", "broker-b");
                received.await(20);
                second.kill();
                // Nobody has read these: they are on the broker that is gone, and on the other one.
                List<SendResult> during = sendMany(client, 40, "during");
                assertThat(during)
                        .extracting(result -> result.queue().brokerName())
                        .containsOnly("broker-a");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> received.bodies().stream()
                                        .filter(body -> body.startsWith("during"))
                                        .distinct()
                                        .count()
                                == 40);

                cluster.startBroker("broker-b", 0, Map.of());
                received.await(80);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> sendMany(client, 4, "again-" + System.nanoTime()).stream()
                                .anyMatch(result -> result.queue().brokerName().equals("broker-b")));
                awaitQueues(consumer, 4);
                // It is taken up where it was: nothing from before the kill comes again but what was not committed.
                assertThat(received.bodies().stream()
                                .filter(body -> body.startsWith("during"))
                                .count())
                        .isEqualTo(40);

                awaitCreated(client, "topic", 4, 8);
                awaitQueues(consumer, 8);
                cluster.startBroker("broker-c", 0, Map.of());
                awaitCreated(client, "topic", 4, 12);
                awaitQueues(consumer, 12);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> sendMany(client, 12, "new-" + System.nanoTime()).stream()
                                .anyMatch(result -> result.queue().brokerName().equals("broker-c")));
                awaitLag(client, "topic-group");
            }
        }
    }

    @EachRelease
    @Tag("proof")
    @DisplayName(
            "A master with a slave: the master dies, and consumers read on from the slave; no sends to it; the master comes back")
    void slaves(OfficialVersion version) {
        try (OfficialCluster cluster = new OfficialCluster(version, "slaves")) {
            cluster.addNameServer();
            Map<String, String> readable = Map.of("slaveReadEnable", "true");
            Broker master =
                    cluster.startBroker("broker-a", 0, Map.of("brokerRole", "SYNC_MASTER", "slaveReadEnable", "true"));
            cluster.startBroker("broker-a", 1, readable);
            MqClient client = cluster.ours();
            awaitCreated(client, "topic", 2, 2);
            Received received = new Received();
            try (PushConsumer consumer = consume(client, "topic", received)) {
                // Stored on both, not before the slave has connected.
                Awaitility.await()
                        .atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> send(client, "topic", "first").status() == SendResult.Status.STORED);
                received.await(1);
                awaitQueues(consumer, 2);
                consumer.pause("topic");
                // Slaves ask their master for its topics every ten seconds.
                Awaitility.await().atMost(PATIENCE).until(() -> cluster.official()
                        .run("broker-topics", cluster.address("broker-a", 1))
                        .containsAll(List.of("topic", "%RETRY%topic-group")));
                List<SendResult> sent = sendMany(client, 20, "replicated");
                assertThat(sent).extracting(SendResult::status).containsOnly(SendResult.Status.STORED);
                // A slave of release 5 shows only what its master has told it to be safe, and that a moment later.
                Awaitility.await().atMost(PATIENCE).until(() -> sent.stream()
                        .allMatch(result -> result.offset()
                                < Long.parseLong(cluster.official()
                                        .run(
                                                "broker-end",
                                                cluster.address("broker-a", 1),
                                                "topic",
                                                Integer.toString(result.queue().queueId()))
                                        .get(0))));
                master.kill();
                consumer.resume("topic");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> received.bodies().stream()
                                        .filter(body -> body.startsWith("replicated"))
                                        .distinct()
                                        .count()
                                == 20);
                assertThatThrownBy(() -> send(client, "topic", "to nobody")).isInstanceOf(SendException.class);

                cluster.startBroker("broker-a", 0, Map.of());
                Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    send(client, "topic", "back");
                    return true;
                });
                Awaitility.await().atMost(PATIENCE).until(() -> received.bodies()
                        .contains("back"));
                awaitLag(client, "topic-group");
            }
        }
    }

    @EachRelease
    @Tag("proof")
    @DisplayName("A master with a slave: a group that is new while the master is away reads from the slave")
    void newGroupAtASlave(OfficialVersion version) {
        try (OfficialCluster cluster = new OfficialCluster(version, "new-at-slave")) {
            cluster.addNameServer();
            Broker master = cluster.startBroker("broker-a", 0, Map.of("brokerRole", "SYNC_MASTER"));
            cluster.startBroker("broker-a", 1, Map.of("slaveReadEnable", "true"));
            awaitCreated(cluster.ours(), "topic", 2, 2);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> send(cluster.ours(), "topic", "replicated").status() == SendResult.Status.STORED);
            Awaitility.await().atMost(PATIENCE).until(() -> cluster.official()
                    .run("broker-topics", cluster.address("broker-a", 1))
                    .contains("topic"));
            master.kill();
            Received received = new Received();
            try (PushConsumer consumer = consume(cluster.connect(), "topic", received)) {
                received.await(1);
                assertThat(consumer.queues()).isNotEmpty();
            }
        }
    }

    private static void awaitLag(MqClient client, String group) {
        Awaitility.await("no lag of " + group).atMost(PATIENCE).until(() -> client.admin()
                .describe(group)
                .map(GroupDescription::lag)
                .equals(Optional.of(OptionalLong.of(0))));
    }

    private static void awaitQueues(PushConsumer consumer, int count) {
        Awaitility.await(count + " queues")
                .atMost(PATIENCE)
                .until(() -> consumer.queues().stream()
                                .filter(queue -> !queue.queue().topic().startsWith("%"))
                                .count()
                        == count);
    }

    private static void awaitCreated(MqClient client, String topic) {
        awaitCreated(client, topic, 2, 2);
    }

    /** Creates a topic, or more queues, and waits until the client would be told of them. */
    private static void awaitCreated(MqClient client, String topic, int queuesEach, int all) {
        Awaitility.await("topic " + topic)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> {
                    client.admin().createTopic(topic, queuesEach);
                    try (var reader = client.pullConsumer("queue-counter")) {
                        return reader.queues(topic).size() == all;
                    }
                });
    }

    private static PushConsumer consume(MqClient client, String topic, Received received) {
        return client.pushConsumer(topic + "-group")
                .subscribe(topic, "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(received)
                .start();
    }

    private static List<SendResult> sendMany(MqClient client, int count, String prefix) {
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(send(client, "topic", prefix + "-" + i));
        }
        return results;
    }

    private static SendResult send(MqClient client, String topic, String body) {
        return client.producer()
                .send(Message.to(topic)
                        .body(body.getBytes(StandardCharsets.UTF_8))
                        .build());
    }
}
