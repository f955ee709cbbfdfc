package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness can run either release: what other tests rest on. */
@Tag("ci")
class OfficialVersionsIT {

    @ParameterizedTest
    @EnumSource(OfficialVersion.class)
    void bothReleasesRunHere(OfficialVersion version) {
        Path work = Official.work("versions-" + version);
        try (OfficialNameServer nameServer = OfficialNameServer.start(version, work.resolve("ns"));
                Broker broker = OfficialBroker.start(
                        version,
                        work.resolve("broker"),
                        nameServer.address(),
                        Map.of("brokerName", "broker-a", "autoCreateTopicEnable", "true"));
                OfficialClient client = OfficialClient.start(version, work.resolve("client"))) {
            client.use(broker.nameServer());
            client.awaitTopic("TBW102");
            List<String> sent = client.send("versions", 3, "v-");
            client.awaitTopic("versions");

            assertThat(sent).hasSize(3).allSatisfy(line -> assertThat(line).startsWith("SEND_OK"));
            assertThat(client.dump("versions")).hasSize(3);
        }
    }
}
