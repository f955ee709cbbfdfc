package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Our broker beside the official one, under the same official client on the same machine in one run: A B A B, medians of the
 * pairs' ratios, after the official broker was compared with itself, which shows the noise. It prints a table; what is asserted
 * is only that all messages came, since the figures are the machine's. Options, as system properties: {@code
 * compare.pairs} (6) and {@code compare.messages} (100000) of a phase.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComparisonIT {

    private static final int PAIRS = Integer.getInteger("compare.pairs", 6);
    private static final int MESSAGES = Integer.getInteger("compare.messages", 100_000);
    private static final int WARM_UP = 3;
    private static final int BYTES = 1024;
    private static final int SMALL = 128;
    private static final int UNDER_WAY = 256;
    private static final int BATCH = 32;
    private static final int PER_SECOND = 1000;
    private static final int SECONDS = 5;
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final int IDLE_WINDOWS = 3;

    private final Path work = Official.work("comparison");
    private OfficialNameServer nameServer;
    private OfficialClient client;
    private int runs;

    @BeforeAll
    void start() {
        nameServer = OfficialNameServer.start(work.resolve("nameserver"));
        client = OfficialClient.start(work.resolve("client"));
    }

    @AfterAll
    void stop() {
        client.close();
        nameServer.close();
    }

    @Test
    @Tag("proof")
    void ourBrokerBesideTheOfficialOne() {
        Comparison startUp = new Comparison("ours", "official");
        for (int i = 0; i < PAIRS; i++) {
            try (ComparedBroker ours = ComparedBroker.ours(work.resolve("start-ours-" + i));
                    ComparedBroker official =
                            ComparedBroker.official(work.resolve("start-official-" + i), nameServer)) {
                startUp.add("start-up: ms until it serves", ours.startMillis(), official.startMillis());
                startUp.add("start-up: ms of processor", cpuMillis(ours), cpuMillis(official));
            }
        }
        print("start-up", startUp);
        try (ComparedBroker ours = ComparedBroker.ours(work.resolve("ours"));
                ComparedBroker official = ComparedBroker.official(work.resolve("official"), nameServer)) {
            for (int i = 0; i < WARM_UP; i++) {
                load(official);
                load(ours);
            }
            print("the official broker beside itself (noise)", pairs("first", official, "second", official));
            for (int i = 0; i < 2 * PAIRS; i++) {
                // As warm as the other one has become by being compared with itself.
                load(ours);
            }
            Comparison result = pairs("ours", ours, "official", official);
            idle(result, ours, official);
            result.add(
                    "memory of its own after a collection, MiB",
                    ours.process().ownMemoryCollected() / 1048576.0,
                    official.process().ownMemoryCollected() / 1048576.0);
            print("ours beside official", result);
            assertThat(result.ratio("async 1 KiB: broker CPU us/message")).isNotNaN();
        }
    }

    private Comparison pairs(String first, ComparedBroker one, String second, ComparedBroker other) {
        Comparison comparison = new Comparison(first, second);
        for (int i = 0; i < PAIRS; i++) {
            Map<String, Double> left = load(one);
            Map<String, Double> right = load(other);
            left.forEach((figure, value) -> comparison.add(figure, value, right.getOrDefault(figure, Double.NaN)));
        }
        return comparison;
    }

    /** One round with a topic and groups of its own. */
    private Map<String, Double> load(ComparedBroker broker) {
        Map<String, Double> figures = new LinkedHashMap<>();
        String topic = "load-" + runs;
        String group = "drain-" + runs;
        String paced = "paced-" + runs++;
        client.run("use", broker.nameServer());
        client.run("send", topic, "1", "first");
        client.run("send", paced, "1", "first");
        client.awaitTopic(topic);
        client.awaitTopic(paced);
        phase(figures, broker, "async 1 KiB", MESSAGES, "load-send", topic, MESSAGES, BYTES, UNDER_WAY);
        phase(figures, broker, "batches of 32 x 128 B", MESSAGES, "load-batch", topic, MESSAGES, SMALL, BATCH, 16);
        int all = MESSAGES + (MESSAGES + BATCH - 1) / BATCH * BATCH + 1;
        phase(figures, broker, "drained", all, "load-drain", group, topic, all);
        String[] latencies = client.run(
                        "load-latency",
                        "watch-" + paced,
                        paced,
                        Integer.toString(PER_SECOND),
                        Integer.toString(SECONDS),
                        Integer.toString(BYTES))
                .get(0)
                .split("\t");
        figures.put("1000/s: us from send to listener, p50", Double.valueOf(latencies[0]));
        figures.put("1000/s: us from send to listener, p99", Double.valueOf(latencies[1]));
        figures.put("memory of its own, MiB", broker.process().ownMemory() / 1048576.0);
        return figures;
    }

    private void phase(
            Map<String, Double> figures, ComparedBroker broker, String name, int messages, Object... command) {
        String[] words = new String[command.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = String.valueOf(command[i]);
        }
        double before = cpuMillis(broker);
        long nanos = Long.parseLong(client.run(words).get(0));
        figures.put(name + ": broker CPU us/message", (cpuMillis(broker) - before) * 1000 / messages);
        figures.put(name + ": messages/s", messages / (nanos / 1e9));
    }

    /** Both at once, with the producers of the load still connected. */
    private static void idle(Comparison comparison, ComparedBroker one, ComparedBroker other) {
        for (int i = 0; i < IDLE_WINDOWS; i++) {
            double left = cpuMillis(one);
            double right = cpuMillis(other);
            Awaitility.await().pollDelay(IDLE).atMost(IDLE.multipliedBy(2)).until(() -> true);
            double windows = 60.0 / IDLE.toSeconds();
            comparison.add(
                    "idle: ms of processor a minute",
                    (cpuMillis(one) - left) * windows,
                    (cpuMillis(other) - right) * windows);
        }
    }

    private static double cpuMillis(ComparedBroker broker) {
        return broker.process().processorTime().toNanos() / 1e6;
    }

    private static void print(String what, Comparison comparison) {
        System.out.println("comparison: " + what);
        comparison.lines().forEach(line -> System.out.println("comparison:   " + line));
    }
}
