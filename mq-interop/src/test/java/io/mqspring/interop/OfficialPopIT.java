package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official push consumer in pop mode, which an administrator has set, at our broker. */
@Tag("ci")
class OfficialPopIT {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String INVISIBLE = "60000";
    private static final Path WORK = Official.work("pop");

    private static OfficialClient client;
    private static Broker broker;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        Path config = WORK.resolve("data/config");
        Files.createDirectories(config);
        // A group whose messages are given up when they fail for the first time: the client's own first wait is 10 s.
        Files.writeString(
                config.resolve("subscriptionGroup.json"),
                "{\"subscriptionGroupTable\":{\"dying\":{\"groupName\":\"dying\",\"retryMaxTimes\":0}}}");
        port = Official.freePort();
        broker = OurBroker.start(WORK.resolve("data"), WORK, port);
        client = OfficialClient.start(WORK.resolve("client"));
        client.use(broker.nameServer());
        for (String topic : List.of("shared", "failing", "lasting", "tagged")) {
            client.send(topic, 1, "first-");
        }
        pops("shared", "sharers");
        pops("failing", "retrying");
        pops("failing", "dying");
        pops("lasting", "survivors");
        pops("tagged", "choosers");
    }

    @AfterAll
    static void stop() {
        client.close();
        broker.close();
    }

    private static void pops(String topic, String group) {
        client.run("pop-mode", broker.nameServer(), topic, group, "0");
    }

    @Test
    @DisplayName("Official 5.5 push consumer: pop mode, two members share the queues of a topic")
    void membersShareQueues() {
        client.run("pop-start", "one", "sharers", "shared", "*", INVISIBLE);
        client.run("pop-start", "two", "sharers", "shared", "*", INVISIBLE);
        awaitBodies(1, "one", "two");
        client.send("shared", 200, "slow-");
        List<String> all = awaitBodies(201, "one", "two");
        assertThat(all).as("each message once").doesNotHaveDuplicates();
        assertThat(bodies("one")).hasSizeGreaterThan(20);
        assertThat(bodies("two")).hasSizeGreaterThan(20);
        await("all is acknowledged").atMost(LONG).until(() -> client.run("offsets", "sharers").stream()
                .filter(line -> line.startsWith("shared\t"))
                .allMatch(line -> line.split("\t")[2].equals(line.split("\t")[3])));
        client.run("pop-stop", "one");
        client.run("pop-stop", "two");
    }

    @Test
    @DisplayName("Official 5.5 push consumer: pop mode, a failed message comes again and in the end is a dead letter")
    void failedMessagesComeAgain() {
        client.run("pop-start", "retrier", "retrying", "failing", "*", INVISIBLE);
        client.run("pop-start", "mortal", "dying", "failing", "*", INVISIBLE);
        client.send("failing", 1, "once-");
        client.send("failing", 1, "fail-");
        await("comes again").atMost(LONG).until(() -> client.run("pop-lines", "retrier").stream()
                .anyMatch(line -> line.startsWith("once-0\t1\tdone")));
        await("a dead letter")
                .atMost(LONG)
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> client.dump("%DLQ%dying").size() == 2);
        assertThat(client.dump("%DLQ%dying"))
                .extracting(StoredMessage::body)
                .containsExactlyInAnyOrder("once-0", "fail-0");
        assertThat(client.run("pop-lines", "mortal"))
                .filteredOn(line -> line.startsWith("fail"))
                .hasSize(1);
        client.run("pop-stop", "retrier");
        client.run("pop-stop", "mortal");
    }

    @Test
    @DisplayName("Official 5.5 push consumer: pop mode, messages chosen by tag")
    void messagesAreChosenByTag() {
        // The tool's tags are tag-0 to tag-2, by the length of the body; the first message of the topic is one of
        // tag-1.
        client.run("pop-start", "chooser", "choosers", "tagged", "tag-1", INVISIBLE);
        client.send("tagged", 5, "aaaaa-");
        client.send("tagged", 5, "aa-");
        client.send("tagged", 5, "aaa-");
        await("all that match").atMost(LONG).until(() -> bodies("chooser").size() >= 11);
        assertThat(bodies("chooser")).hasSize(11).allMatch(body -> body.length() % 3 == 1);
        client.run("pop-stop", "chooser");
    }

    @Test
    @DisplayName("Official 5.5 push consumer: pop mode, nothing is lost when the broker is killed")
    void nothingIsLostWhenTheBrokerIsKilled() {
        client.run("pop-start", "survivor", "survivors", "lasting", "*", "5000");
        client.send("lasting", 400, "slow-");
        await("some are consumed").atMost(LONG).until(() -> bodies("survivor").size() > 50);
        broker.kill();
        int before = bodies("survivor").size();
        broker = OurBroker.start(WORK.resolve("data"), WORK, port);
        assertThat(before).isLessThan(401);
        await("all are consumed").atMost(LONG).until(() -> new TreeSet<>(bodies("survivor")).size() == 401);
        client.run("pop-stop", "survivor");
    }

    private static List<String> awaitBodies(int count, String... members) {
        List<String> all = new ArrayList<>();
        await(count + " messages").atMost(LONG).until(() -> {
            all.clear();
            for (String member : members) {
                all.addAll(bodies(member));
            }
            return all.size() >= count;
        });
        return all;
    }

    private static List<String> bodies(String member) {
        return client.run("pop-lines", member).stream()
                .map(line -> line.split("\t")[0])
                .toList();
    }
}
