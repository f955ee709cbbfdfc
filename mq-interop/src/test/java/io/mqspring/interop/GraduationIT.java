package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.Graduation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A data directory goes from our broker to an official one and back, and from an official one to ours and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GraduationIT {

    private final Path work = Official.work("graduation");
    private OfficialNameServer nameServer;
    private OfficialClient client;

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
    void anOfficialBrokerContinuesOurDirectoryAndWeContinueIts() {
        Path data = work.resolve("ours-first");
        Passage passage = new Passage("ours -> official -> ours", client, false);
        try (Broker ours = ours(data)) {
            passage.write(ours);
        }
        String conf = Graduation.prepare(OurBroker.settings(data));
        assertThat(data.resolve("abort")).doesNotExist();
        try (Broker official = official(conf)) {
            passage.check(official);
            passage.checkIndex();
        }
        try (Broker ours = ours(data)) {
            passage.check(ours);
            passage.checkDelayed();
        }
    }

    @Test
    @Tag("proof")
    void weContinueAnOfficialBrokersDirectoryAndItContinuesOurs() {
        Path data = work.resolve("official-first");
        Passage passage = new Passage("official -> ours -> official", client, false);
        try (Broker official = official(smallSizes(data))) {
            passage.write(official);
        }
        try (Broker ours = ours(data)) {
            passage.check(ours);
        }
        try (Broker official = official(Graduation.prepare(OurBroker.settings(data)))) {
            passage.check(official);
            passage.checkIndex();
            passage.checkDelayed();
        }
    }

    @Test
    @Tag("ci")
    void killsInBothDirectionsLoseNothing() {
        Path data = work.resolve("both-killed");
        Passage passage = new Passage("official, killed -> ours, killed -> official", client, true);
        try (Broker official = official(smallSizes(data))) {
            passage.write(official);
            passage.awaitProgressOnDisk(data);
            official.kill();
        }
        assertThat(data.resolve("abort")).exists();
        try (Broker ours = ours(data)) {
            passage.check(ours);
            passage.awaitProgressOnDisk(data);
            ours.kill();
        }
        assertThat(data.resolve("abort")).exists();
        try (Broker last = official(Graduation.brokerConf(OurBroker.settings(data)))) {
            passage.check(last);
            passage.checkIndex();
            passage.checkDelayed();
        }
    }

    private Broker ours(Path data) {
        return OurBroker.start(data, work);
    }

    private Broker official(String conf) {
        String quickChecks =
                "\ntransactionTimeOut=1000\ntransactionCheckInterval=2000\ntransactionCheckMax=" + OurBroker.CHECKS;
        return OfficialBroker.start(work.resolve("broker"), nameServer, conf + quickChecks);
    }

    /** A configuration that makes several files of everything. */
    private static String smallSizes(Path data) {
        return String.join(
                "\n",
                List.of(
                        "brokerName=broker-a",
                        "storePathRootDir=" + data,
                        "storePathCommitLog=" + data.resolve("commitlog"),
                        "mappedFileSizeCommitLog=" + OurBroker.SEGMENT,
                        "mappedFileSizeConsumeQueue=10000",
                        "maxHashSlotNum=500",
                        "maxIndexNum=2000",
                        "cleanFileForciblyEnable=false",
                        "diskMaxUsedSpaceRatio=95"));
    }
}
