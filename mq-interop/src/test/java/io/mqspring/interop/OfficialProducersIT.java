package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Official producers at our broker, by its address alone. */
@Tag("ci")
@ExtendWith(Tour.Shared.class)
class OfficialProducersIT {

    private final Tour tour;

    OfficialProducersIT(Tour tour) {
        this.tour = tour;
    }

    private static void assertSent(List<String> results, int count) {
        assertThat(results).hasSize(count).allSatisfy(line -> assertThat(line).startsWith("SEND_OK\t"));
    }

    @ParameterizedTest(name = "{0} producer: synchronous, with tag, keys and properties")
    @EnumSource
    void synchronous(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("sync");
        List<String> results = Tour.produce(client, "sync", topic, 6, "color=grün");
        assertSent(results, 6);
        List<StoredMessage> stored = tour.stored(client, topic, 6);
        assertThat(Tour.bodies(stored)).containsExactlyInAnyOrderElementsOf(Tour.numbered("m", 0, 6));
        assertThat(stored).allSatisfy(message -> assertThat(message.properties())
                .containsEntry("color", "grün")
                .containsEntry("KEYS", "key-" + message.body())
                .containsKeys("TAGS", "UNIQ_KEY", "CLUSTER", "MSG_REGION", "TRACE_ON"));
        assertThat(stored.stream().map(StoredMessage::offsetId))
                .containsExactlyInAnyOrderElementsOf(
                        results.stream().map(line -> line.split("\t")[2]).toList());
    }

    @ParameterizedTest(name = "{0} producer: asynchronous")
    @EnumSource
    void asynchronous(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("async");
        assertSent(Tour.produce(client, "async", topic, 200), 200);
        assertThat(Tour.bodies(tour.stored(client, topic, 200)))
                .containsExactlyInAnyOrderElementsOf(Tour.numbered("m", 0, 200));
    }

    @ParameterizedTest(name = "{0} producer: one-way")
    @EnumSource
    void oneWay(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("oneway");
        Tour.produce(client, "sync", topic, 1);
        Tour.produce(client, "oneway", topic, 20);
        assertThat(tour.stored(client, topic, 21)).hasSize(21);
    }

    @ParameterizedTest(name = "{0} producer: a batch")
    @EnumSource
    void batch(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("batch");
        List<String> results = Tour.produce(client, "batch", topic, 10);
        assertSent(results, 1);
        assertThat(results.get(0).split("\t")[1].split(","))
                .as("an id for each")
                .hasSize(10);
        List<StoredMessage> stored = tour.stored(client, topic, 10);
        assertThat(Tour.bodies(stored)).isEqualTo(Tour.numbered("m", 0, 10));
        assertThat(stored.stream().map(StoredMessage::queueId).distinct()).hasSize(1);
    }

    @ParameterizedTest(name = "{0} producer: ordered by a queue selector, and to a queue it names")
    @EnumSource(names = {"V5_5", "V4_9"})
    void ordered(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("ordered");
        Tour.produce(client, "sync", topic, 1);
        assertSent(Tour.produce(client, "ordered", topic, 20), 20);
        assertSent(Tour.produce(client, "queue", topic, 3, "place=last"), 3);
        Map<String, List<StoredMessage>> byLane = tour.stored(client, topic, 24).stream()
                .collect(Collectors.groupingBy(message -> String.valueOf(message.property("place"))));
        assertThat(byLane.getOrDefault("last", List.of()))
                .hasSize(3)
                .allSatisfy(message -> assertThat(message.queueId()).isEqualTo(3));
        for (int lane = 0; lane < 2; lane++) {
            int parity = lane;
            List<StoredMessage> sent = byLane.getOrDefault("null", List.of()).stream()
                    .filter(message -> message.queueId() == parity)
                    .filter(message -> Integer.parseInt(message.body().substring(1)) % 2 == parity)
                    .toList();
            List<String> wanted = Tour.numbered("m", 0, 20).stream()
                    .filter(body -> Integer.parseInt(body.substring(1)) % 2 == parity)
                    .toList();
            assertThat(Tour.bodies(sent)).as("lane %s", lane).containsSubsequence(wanted);
        }
    }

    @ParameterizedTest(name = "{0} producer: delayed by a level")
    @EnumSource(names = {"V5_5", "V4_9"})
    void delayedByLevel(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("level");
        assertSent(Tour.produce(client, "sync", topic, 2, "level=1"), 2);
        assertThat(tour.stored(client, topic, 2)).allSatisfy(message -> {
            assertThat(message.stored() - message.born()).isGreaterThanOrEqualTo(990);
            assertThat(message.property("DELAY")).isEqualTo("1");
        });
    }

    @ParameterizedTest(name = "{0} producer: timed, and taken back")
    @EnumSource(names = "V5_5")
    void timed(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("timed");
        Tour.produce(client, "sync", topic, 1);
        String[] far = client.run("deliver", topic, "never", "3000").get(0).split("\t");
        client.run("deliver", topic, "soon", "1500");
        assertThat(client.run("recall", topic, far[5])).containsExactly(far[1]);
        client.run("deliver", topic, "after", "3500");
        List<StoredMessage> stored = tour.stored(client, topic, 3);
        assertThat(Tour.bodies(stored)).containsExactlyInAnyOrder("m0", "soon", "after");
        assertThat(stored).filteredOn(message -> message.body().equals("soon")).allSatisfy(message -> assertThat(
                        message.stored())
                .isGreaterThanOrEqualTo(Long.parseLong(String.valueOf(message.property("TIMER_DELIVER_MS")))));
    }

    @ParameterizedTest(name = "{0} producer: transactions committed, rolled back, and settled by a check")
    @EnumSource(names = {"V5_5", "V4_9"})
    void transactional(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("transactions");
        Tour.produce(client, "sync", topic, 1);
        client.run("transact", topic, "committed", "COMMIT_MESSAGE", "UNKNOW");
        client.run("transact", topic, "rolled back", "ROLLBACK_MESSAGE", "COMMIT_MESSAGE");
        client.run("transact", topic, "rolled back by a check", "UNKNOW", "ROLLBACK_MESSAGE");
        client.run("transact", topic, "committed by a check", "UNKNOW", "COMMIT_MESSAGE");
        List<StoredMessage> stored = tour.stored(client, topic, 3);
        assertThat(Tour.bodies(stored)).containsExactlyInAnyOrder("m0", "committed", "committed by a check");
    }

    @ParameterizedTest(name = "{0} producer: request and reply")
    @EnumSource
    void requestAndReply(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("requests");
        String replier = tour.fresh("replier");
        Tour.produce(client, "sync", topic, 1);
        Tour.listen(client, replier, topic, "reply=true");
        tour.heard(client, replier, 1);
        assertThat(client.run("request", topic, "how are you", "20000")).containsExactly("re: how are you");
        client.run("leave", replier);
        assertThatThrownBy(() -> client.run("request", topic, "anybody there", "500"))
                .hasMessageContaining("RequestTimeoutException");
    }

    @ParameterizedTest(name = "{0} producer: bodies compressed by zlib, lz4 and zstd, and of 4 MiB")
    @EnumSource(names = {"V5_5", "V4_9"})
    void compressed(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("large");
        String consumer = tour.fresh("reader");
        List<String> sums = new ArrayList<>();
        for (String type : List.of("ZLIB", "LZ4", "ZSTD")) {
            sums.add(large(client, topic, 100_000, type, true));
        }
        sums.add(large(client, topic, 4 * 1024 * 1024, "none", false));
        Tour.listen(client, consumer, topic);
        List<StoredMessage> heard = tour.heard(client, consumer, 4);
        assertThat(Tour.bodies(heard)).containsExactlyInAnyOrderElementsOf(sums);
        client.run("leave", consumer);
        assertThat(tour.client(TourClient.V5_5).dump(topic).stream()
                        .map(message -> message.sysFlag() & 0x700)
                        .sorted())
                .as("compressed as sent")
                .containsExactly(0, 0x100, 0x200, 0x300);
    }

    private static String large(OfficialClient client, String topic, int bytes, String type, boolean compressible) {
        String line = client.run("large", topic, Integer.toString(bytes), type, Boolean.toString(compressible))
                .get(0);
        assertThat(line).startsWith("SEND_OK");
        return "crc " + line.split("\t")[5];
    }

    @ParameterizedTest(name = "{0} producer: what is too large is refused, and why is said")
    @EnumSource
    void tooLarge(TourClient which) {
        OfficialClient client = tour.client(which);
        assertThatThrownBy(() -> client.run(
                        "large", tour.fresh("refused"), Integer.toString(4 * 1024 * 1024 + 1), "none", "false"))
                .hasMessageContaining("CODE: 13")
                .hasMessageContaining("mq.embedded.max-message-size");
    }

    @ParameterizedTest(name = "{0} producer: message trace")
    @EnumSource(names = {"V5_5", "V4_9"})
    void traced(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("traced");
        String id = client.run("traced", topic, "followed").get(0).split("\t")[1];
        awaited(() -> assertThat(client.dump("RMQ_SYS_TRACE_TOPIC"))
                .anySatisfy(trace -> assertThat(trace.body()).contains("Pub").contains(id)));
    }

    private static void awaited(ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }
}
