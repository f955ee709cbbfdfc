package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our broker continues an official one's directory in which popped messages wait for their acknowledgement. */
@Tag("proof")
class OfficialPopTakeOverIT {

    private static final Duration LONG = Duration.ofSeconds(120);
    private static final String INVISIBLE = "30000";

    private final Path work = Official.work("pop-take-over");

    @Test
    @DisplayName("Official 5.5 directory: what was popped and not acknowledged comes again")
    void whatWasPoppedComesAgain() {
        Path data = work.resolve("data");
        try (OfficialNameServer nameServer = OfficialNameServer.start(work.resolve("nameserver"));
                OfficialClient client = OfficialClient.start(work.resolve("client"))) {
            int port = Official.freePort();
            try (Broker official = OfficialBroker.start(
                    OfficialVersion.V5_5, work.resolve("broker"), nameServer.address(), settings(data, port))) {
                client.use(official.nameServer());
                client.awaitTopic("TBW102");
                client.send("popped", 1, "first-");
                client.awaitTopic("popped");
                client.run("pop-mode", "127.0.0.1:" + port, "popped", "poppers", "0");
                client.run("pop-start", "official", "poppers", "popped", "*", INVISIBLE);
                await("the first")
                        .atMost(LONG)
                        .until(() -> client.run("pop-lines", "official").size() == 1);
                client.send("popped", 10, "fine-");
                client.send("popped", 10, "hang-");
                await("all that ends")
                        .atMost(LONG)
                        .until(() -> client.run("pop-lines", "official").size() == 11);
            }
            try (Broker ours = OurBroker.start(data, work)) {
                client.use(ours.nameServer());
                // That the group pops is known from the directory too.
                client.run("pop-start", "ours", "poppers", "popped", "*", INVISIBLE);
                client.send("popped", 1, "late-");
                await("what hung")
                        .atMost(LONG)
                        .until(() -> bodies(client).stream()
                                        .filter(body -> body.startsWith("hang"))
                                        .count()
                                == 10);
                assertThat(bodies(client)).contains("late-0").noneMatch(body -> body.startsWith("fine"));
                assertThat(client.run("pop-lines", "ours"))
                        .filteredOn(line -> line.startsWith("hang"))
                        .allMatch(line -> line.split("\t")[1].equals("1"));
            }
        }
    }

    private static TreeSet<String> bodies(OfficialClient client) {
        TreeSet<String> bodies = new TreeSet<>();
        client.run("pop-lines", "ours").forEach(line -> bodies.add(line.split("\t")[0]));
        return bodies;
    }

    private static Map<String, String> settings(Path data, int port) {
        return Map.of(
                "brokerName", "broker-a",
                "listenPort", Integer.toString(port),
                "storePathRootDir", data.toString(),
                "storePathCommitLog", data.resolve("commitlog").toString(),
                "mappedFileSizeCommitLog", Integer.toString(OurBroker.SEGMENT),
                "mappedFileSizeConsumeQueue", "10000",
                "maxHashSlotNum", "500",
                "maxIndexNum", "2000",
                "diskMaxUsedSpaceRatio", "95");
    }
}
