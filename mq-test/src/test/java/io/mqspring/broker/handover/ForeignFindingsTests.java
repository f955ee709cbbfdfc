package io.mqspring.broker.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.handover.ForeignDirectory.Finding;
import io.mqspring.test.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an official directory is refused, what is told, and what goes without saying. */
class ForeignFindingsTests {

    private final SimulatedDisk disk = new SimulatedDisk();

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    true  | consumequeue_rocksdb/000009.sst                           | defaultRocksDB
                    true  | config/topics/000009.sst                                  | config/topics/
                    true  | config/rdb/CURRENT                                        | config/rdb/
                    true  | dledger-n0/data/00000000000000000000                      | DLedger
                    true  | batchconsumequeue/batched/0/00000000000000000000          | [batched]
                    true  | consumequeue/%LMQ%light/0/00000000000000000000            | %LMQ%light
                    true  | consumequeue/SCHEDULE_TOPIC_XXXX/18/00000000000000000000  | messageDelayLevel
                    false | kvStore/000009.sst                                        | popped
                    false | epochFileCheckpoint                                       | replicated
                    false | brokerIdentity                                            | replicated
                    false | config/users/000009.sst                                   | access rights
                    """)
    void filesThatCannotBeCarriedOnAreNamed(boolean forbids, String path, String says) throws IOException {
        disk.replace(path, new byte[] {1}, false);
        assertThat(ForeignDirectory.inspect(disk)).singleElement().satisfies(finding -> {
            assertThat(finding.forbids()).isEqualTo(forbids);
            assertThat(finding.what()).contains(says);
            assertThat(finding.remedy()).isNotBlank();
        });
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    true  | topics.json | {"topicConfigTable":{"kept":{"attributes":{"cleanup.policy":"COMPACTION"}}}} | [kept]
                    true  | topicQueueMapping.json | {"topicQueueMappingInfoMap":{"mapped":{"hostedQueues":{0:[]}}}}   | [mapped]
                    false | consumerOrderInfo.json | {"table":{"T@g":{0:{"popTime":1}}}}                               | [T@g]
                    false | consumerFilter.json | {"filterDataByTopic":{"T":{}}}                                       | SQL92
                    """)
    void settingsThatCannotBeCarriedOnAreNamed(boolean forbids, String file, String json, String says)
            throws IOException {
        disk.replace("config/" + file, json.getBytes(StandardCharsets.UTF_8), false);
        assertThat(ForeignDirectory.inspect(disk)).singleElement().satisfies(finding -> {
            assertThat(finding.forbids()).isEqualTo(forbids);
            assertThat(finding.what()).contains(says);
        });
    }

    @Test
    void anOrdinaryOfficialDirectoryIsTakenAsItIs() throws IOException {
        for (String path : List.of(
                "consumequeue/T/0/00000000000000000000",
                "consumequeue/SCHEDULE_TOPIC_XXXX/17/00000000000000000000",
                "compaction/position-checkpoint",
                "rocksdbstore/CURRENT",
                "timerwheel",
                "timerlog/00000000000000000000",
                "abort.bak")) {
            disk.replace(path, new byte[] {1}, false);
        }
        disk.replace("config/consumerOrderInfo.json", "{\"table\":{}}".getBytes(StandardCharsets.UTF_8), false);
        disk.replace(
                "config/topicQueueMapping.json",
                "{\"topicQueueMappingInfoMap\":{}}".getBytes(StandardCharsets.UTF_8),
                false);
        assertThat(ForeignDirectory.inspect(disk)).extracting(Finding::what).isEmpty();
    }
}
