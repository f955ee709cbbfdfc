package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** One group of our consumers and official ones on an official broker. */
@Tag("ci")
class MixedGroupIT {

    private static final int QUEUES = 8;
    private static final String GROUP = "mixed-group";

    private final Map<String, PushConsumer> ours = new HashMap<>();
    private final List<String> officials = new ArrayList<>();
    private final Received received = new Received();
    private final Set<String> byOfficials = new TreeSet<>();
    private int sent;

    @EachRelease
    @DisplayName(
            "One group of our and official consumers: each queue has one owner, whoever joins and leaves; nothing is lost")
    void dividesTheQueues(OfficialVersion version) {
        try (OfficialCluster cluster = OfficialCluster.single(version, "mixed", Map.of())) {
            cluster.official().awaitTopic("TBW102");
            cluster.ours().admin().createTopic("mixed", QUEUES);
            cluster.official().awaitTopic("mixed");

            joinOurs(cluster, "ours-1");
            settle(cluster, 1);
            joinOfficial(cluster, "official-1");
            settle(cluster, 2);
            joinOurs(cluster, "ours-2");
            settle(cluster, 3);
            joinOfficial(cluster, "official-2");
            settle(cluster, 4);
            ours.remove("ours-1").close();
            settle(cluster, 3);
            leaveOfficial(cluster, "official-1");
            settle(cluster, 2);
            ours.remove("ours-2").close();
            settle(cluster, 1);
            joinOurs(cluster, "ours-3");
            settle(cluster, 2);
            leaveOfficial(cluster, "official-2");
            settle(cluster, 1);
        }
    }

    private void joinOurs(OfficialCluster cluster, String name) {
        MqClient client = cluster.connect();
        ours.put(
                name,
                client.pushConsumer(GROUP)
                        .subscribe("mixed", "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                        .listener(received)
                        .start());
    }

    private void joinOfficial(OfficialCluster cluster, String name) {
        cluster.official().run("member-join", name, GROUP, "mixed");
        officials.add(name);
    }

    private void leaveOfficial(OfficialCluster cluster, String name) {
        byOfficials.addAll(cluster.official().run("member-received", name));
        cluster.official().run("member-leave", name);
        officials.remove(name);
    }

    /** Waits until the queues are divided over so many members, and all that was ever sent has been consumed. */
    private void settle(OfficialCluster cluster, int members) {
        Awaitility.await("a division over " + members)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    Map<String, List<String>> owned = owned(cluster);
                    List<String> all =
                            owned.values().stream().flatMap(List::stream).toList();
                    assertThat(all).as("owned by %s", owned).hasSize(QUEUES).doesNotHaveDuplicates();
                    assertThat(owned).hasSize(members).allSatisfy((name, queues) -> assertThat(queues)
                            .hasSizeBetween(QUEUES / members, (QUEUES + members - 1) / members));
                });
        for (int i = 0; i < 3 * QUEUES; i++) {
            cluster.ours()
                    .producer()
                    .send(Message.to("mixed")
                            .body(("m-" + sent++).getBytes(StandardCharsets.UTF_8))
                            .build());
        }
        Awaitility.await("all " + sent + " messages")
                .atMost(Duration.ofSeconds(90))
                .until(() -> {
                    officials.forEach(
                            name -> byOfficials.addAll(cluster.official().run("member-received", name)));
                    Set<String> all = new TreeSet<>(byOfficials);
                    all.addAll(received.bodies());
                    return all.size() == sent;
                });
    }

    private Map<String, List<String>> owned(OfficialCluster cluster) {
        Map<String, List<String>> owned = new HashMap<>();
        ours.forEach((name, consumer) -> owned.put(
                name,
                consumer.queues().stream()
                        .map(progress -> progress.queue())
                        .filter(queue -> queue.topic().equals("mixed"))
                        .map(MixedGroupIT::text)
                        .toList()));
        officials.forEach(name -> owned.put(
                name,
                cluster.official().run("member-owned", name).stream()
                        .filter(queue -> queue.startsWith("mixed/"))
                        .toList()));
        return owned;
    }

    private static String text(MessageQueue queue) {
        return queue.topic() + "/" + queue.brokerName() + "/" + queue.queueId();
    }
}
