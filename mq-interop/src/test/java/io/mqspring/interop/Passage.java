package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * What is written to the first broker of a directory and looked for at those that follow. The official client writes and
 * reads in all cases, so that what it sees of one broker can be compared with what it sees of the other, field by field. One
 * thread.
 */
final class Passage {

    /** An official consumer that comes too early for a route or a queue looks again after 20 to 30 s. */
    private static final Duration IDLE = Duration.ofSeconds(90);

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String DELAYED = "delayed";
    private static final String TIMED = "timed";
    private static final int LEVEL_OF_30_S = 4;
    private static final String LEDGER = "ledger";
    private static final int TOPICS = 12;
    private static final int PER_TOPIC = 25;
    private static final int ORDERS = 2500;
    private static final int CONSUMED = 64;
    private static final int TRANSACTIONS = 3;

    private static final Pattern OFFSETS_OF_BILLING = Pattern.compile("\"orders@billing\"\\s*:\\s*\\{([^}]*)}");

    private final String name;
    private final OfficialClient client;
    /** Whether a broker was killed: then what it delivered last may come again. */
    private final boolean killed;

    private final Map<String, List<StoredMessage>> seen = new TreeMap<>();
    private final Set<String> delayed = new HashSet<>();
    /** Bodies of timed messages with the time before which they must not come. */
    private final Map<String, Long> timed = new HashMap<>();

    /** Bodies of transactions without a verdict. */
    private final Set<String> open = new HashSet<>();

    private final Set<String> settled = new HashSet<>();
    private final Set<String> consumed = new HashSet<>();
    private List<String> progress = List.of();

    Passage(String name, OfficialClient client, boolean killed) {
        this.name = name;
        this.client = client;
        this.killed = killed;
    }

    /** Fills the directory of the first broker. */
    void write(Broker broker) {
        client.use(broker.nameServer());
        client.awaitTopic("TBW102");
        for (int t = 0; t < TOPICS; t++) {
            client.send("topic-" + t, PER_TOPIC, "t" + t + "-", "third=" + t);
            client.run("batch", "topic-" + t, "10", "b" + t + "-");
        }
        client.send("orders", ORDERS, "o-", "filler=" + "x".repeat(300));
        client.awaitTopic("orders");
        client.consume("billing", "orders", IDLE, CONSUMED).forEach(message -> consumed.add(message.uniqueId()));
        client.send("work", 8, "w-");
        client.awaitTopic("work");
        assertThat(client.fail("failing", "work", IDLE, 8, 5)).hasSizeGreaterThanOrEqualTo(8);
        assertThat(client.fail("hopeless", "work", IDLE, 8, 0)).hasSizeGreaterThanOrEqualTo(8);
        delay("soon-", 5, 1);
        long now = System.currentTimeMillis();
        // In an order in which those that are delivered first lie between the others.
        time("late-", 3, now + 35_000);
        time("quick-", 4, now + 3_000);
        time("later-", 3, now + 20_000);
        time("fast-", 4, now + 4_000);
        delay("level-", 6, LEVEL_OF_30_S);
        await(DELAYED, 5);
        await(TIMED, 8);
        openTransactions();
        note();
        report("written", seen.values().stream().mapToInt(List::size).sum() + " messages");
    }

    private void delay(String prefix, int count, int level) {
        client.send(DELAYED, count, prefix, "level=" + level);
        for (int i = 0; i < count; i++) {
            delayed.add(prefix + i);
        }
    }

    private void time(String prefix, int count, long due) {
        client.send(TIMED, count, prefix, "deliver=" + due);
        for (int i = 0; i < count; i++) {
            timed.put(prefix + i, due);
        }
    }

    /** Remembers what the client sees now. */
    private void note() {
        for (String topic : topics()) {
            seen.put(topic, client.dump(topic));
        }
        progress = client.run("offsets", "billing");
    }

    private static List<String> topics() {
        List<String> topics =
                new ArrayList<>(List.of("orders", "work", "%RETRY%failing", "%DLQ%hopeless", DELAYED, TIMED));
        for (int t = 0; t < TOPICS; t++) {
            topics.add("topic-" + t);
        }
        return topics;
    }

    /** Compares what the next broker serves with what was seen at the one before, and goes on with it. */
    void check(Broker broker) {
        client.use(broker.nameServer());
        seen.keySet().forEach(client::awaitTopic);
        sameMessages();
        sameProgress();
        groupGoesOn();
        newMessagesFollow();
        transactionsAreSettled();
        openTransactions();
        note();
    }

    /** Looks messages up by key and unique id. */
    void checkIndex() {
        List<StoredMessage> orders = seen.getOrDefault("orders", List.of());
        for (int i = 0; i < orders.size(); i += 100) {
            StoredMessage expected = orders.get(i);
            List<StoredMessage> found = client.byKey("orders", "key-" + expected.body());
            assertThat(found).as("found by key of " + expected.body()).contains(expected);
            assertThat(client.byUniqueId("orders", expected.uniqueId()).body()).isEqualTo(expected.body());
        }
        report("found by key and unique id", (orders.size() + 99) / 100 + " messages");
    }

    private void sameMessages() {
        int compared = 0;
        for (Map.Entry<String, List<StoredMessage>> topic : seen.entrySet()) {
            List<StoredMessage> now = client.dump(topic.getKey());
            // Delayed ones may have come since.
            assertThat(now).as("messages of " + topic.getKey()).containsAll(topic.getValue());
            if (!isFed(topic.getKey())) {
                assertThat(now).as("messages of " + topic.getKey()).isEqualTo(topic.getValue());
            }
            compared += topic.getValue().size();
        }
        report("same offsets, ids, keys, tags, properties, bodies", compared + " messages");
    }

    /** Half messages of which the producer does not know yet what became of them, whoever asks. */
    private void openTransactions() {
        for (int i = 0; i < TRANSACTIONS; i++) {
            String body = "tx-" + settled.size() + "-" + i;
            client.run("transact", LEDGER, body, "UNKNOW", "UNKNOW");
            open.add(body);
        }
    }

    /** Those of the broker before: now a producer of the group knows, and is asked. */
    private void transactionsAreSettled() {
        open.forEach(body -> client.run("verdict", body, "COMMIT_MESSAGE"));
        String last = "last-" + settled.size();
        client.run("transact", LEDGER, last, "COMMIT_MESSAGE", "COMMIT_MESSAGE");
        settled.addAll(open);
        settled.add(last);
        await(LEDGER, settled);
        if (!killed) {
            assertThat(repeats(LEDGER)).as("committed twice").isZero();
        }
        report("open transactions asked about and committed", open.size() + " transactions");
        open.clear();
    }

    private static boolean isFed(String topic) {
        return topic.equals(DELAYED) || topic.equals(TIMED) || topic.startsWith("%RETRY%");
    }

    private void sameProgress() {
        assertThat(client.run("offsets", "billing")).as("offsets of billing").isEqualTo(progress);
        report("same committed offsets", progress.size() + " queues: " + progress);
    }

    /** Brokers write offsets down every few seconds; one that is killed before may forget the last of them. */
    void awaitProgressOnDisk(Path data) {
        Path file = data.resolve("config").resolve("consumerOffset.json");
        List<String> expected = progress.stream()
                .map(line -> line.split("\t"))
                .map(columns -> columns[1] + ":" + columns[2])
                .toList();
        Awaitility.await("offsets in " + file).atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(
                        offsetsOfBilling(Files.readString(file)))
                .containsExactlyElementsOf(expected));
    }

    private static List<String> offsetsOfBilling(String file) {
        Matcher table = OFFSETS_OF_BILLING.matcher(file);
        return table.find() ? List.of(table.group(1).replaceAll("[\\s\"]", "").split(",")) : List.of();
    }

    private void groupGoesOn() {
        List<StoredMessage> next = client.consume("billing", "orders", IDLE, CONSUMED);
        Set<String> ids = next.stream().map(StoredMessage::uniqueId).collect(Collectors.toSet());
        assertThat(next).hasSizeGreaterThanOrEqualTo(CONSUMED);
        if (!killed) {
            assertThat(ids).as("consumed for a second time").doesNotContainAnyElementsOf(consumed);
        }
        consumed.addAll(ids);
        report("the group goes on where it was", ids.size() + " messages");
    }

    private void newMessagesFollow() {
        List<StoredMessage> before = client.dump("topic-0");
        Map<Integer, Long> next = new HashMap<>();
        before.forEach(message -> next.merge(message.queueId(), message.offset() + 1, Math::max));
        for (String line : client.send("topic-0", 8, "new-" + before.size() + "-")) {
            String[] part = line.split("\t");
            int queue = Integer.parseInt(part[3]);
            assertThat(Long.parseLong(part[4])).as(line).isEqualTo(next.getOrDefault(queue, 0L));
            next.merge(queue, 1L, Long::sum);
        }
        assertThat(client.dump("topic-0")).hasSize(before.size() + 8).containsAll(before);
        report("new messages follow", "8 messages");
    }

    /** Waits for everything that was delayed; it must have come once, unless a broker was killed. */
    void checkDelayed() {
        await(DELAYED, delayed);
        await(TIMED, timed.keySet());
        long repeats = 0;
        for (StoredMessage message : client.dump(TIMED)) {
            assertThat(message.stored())
                    .as(message.body() + " is not early")
                    .isGreaterThanOrEqualTo(timed.getOrDefault(message.body(), Long.MAX_VALUE) - 1000);
        }
        repeats += repeats(DELAYED) + repeats(TIMED);
        await("%RETRY%failing", 8);
        if (!killed) {
            assertThat(repeats).as("repeated").isZero();
            assertThat(client.dump("%RETRY%failing")).hasSize(8);
        }
        note();
        report("delayed messages delivered", delayed.size() + timed.size() + " messages, " + repeats + " repeated");
    }

    private long repeats(String topic) {
        List<String> bodies =
                client.dump(topic).stream().map(StoredMessage::body).toList();
        return bodies.size() - new HashSet<>(bodies).size();
    }

    private void await(String topic, int count) {
        Awaitility.await(topic)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> client.dump(topic).size() >= count);
    }

    private void await(String topic, Set<String> bodies) {
        Awaitility.await(topic)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> client.dump(topic).stream()
                        .map(StoredMessage::body)
                        .collect(Collectors.toSet())
                        .containsAll(bodies));
    }

    private void report(String what, String figures) {
        System.out.println("graduation " + name + ": " + what + ": " + figures);
    }
}
