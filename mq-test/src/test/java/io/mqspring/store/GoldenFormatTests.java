package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordContent;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes of a directory with known messages, as Apache RocketMQ's broker reads and writes them. */
class GoldenFormatTests {

    private static final long TIME = 1_767_225_600_000L;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final SimulatedBackend backend = SimulatedBackend.seeded(1);
    private final LogMessageStore store = LogMessageStore.open(
            StoreWorld.SETTINGS, disk, backend, backend.faultHandler(), (topic, queue, offset, tags) -> {});

    @Test
    void aKnownMessageHasKnownBytes() {
        append("T", 3, "hello", "UNIQ_KEY\u0001ID\u0002KEYS\u0001k1 k2\u0002TAGS\u0001a\u0002", 97);
        backend.runUntilIdle();
        assertThat(disk.content("commitlog/00000000000000000000"))
                .startsWith(hex("0000007f" + "daa320a7" + "3610a686" + "00000003"
                        + "00000007" // size magic crc queue flag
                        + "0000000000000000" + "0000000000000000" // queue offset, physical offset
                        + "00000000" + "00000000000004d2" // system flag, born
                        + "7f00000100000000" // born host
                        + "0000019b76daa800" // stored
                        + "7f00000100000000" // store host
                        + "00000000" + "5ea17e194c6e61ee" // reconsume times, seal in the prepared transaction's place
                        + "00000005" + "68656c6c6f" + "01" + "54" // body, topic
                        + "001e" + "554e49515f4b4559014944024b455953016b31206b320254414753016102"));
        assertThat(disk.content("commitlog/00000000000000000000")).hasSize(16 * 1024);
    }

    @Test
    void aQueueEntryHasPositionSizeAndTag() {
        append("T", 3, "hello", "TAGS\u0001a\u0002", 97);
        append("T", 3, "hello", "", 0);
        backend.runUntilIdle();
        byte[] file = disk.content("consumequeue/T/3/00000000000000000000");
        assertThat(file)
                .hasSize(40 * 20)
                .startsWith(hex("0000000000000000" + "00000068" + "0000000000000061" + "0000000000000068" + "00000061"
                        + "0000000000000000" + "0000000000000000"));
    }

    @Test
    void anEntryOfADelayLevelHasTheTimeOfDelivery() {
        append("SCHEDULE_TOPIC_XXXX", 2, "x", "", 5);
        backend.runUntilIdle();
        ByteBuffer file = ByteBuffer.wrap(disk.content("consumequeue/SCHEDULE_TOPIC_XXXX/2/00000000000000000000"));
        assertThat(file.getLong(12)).isEqualTo(TIME + 10_000);
    }

    @Test
    void whatDoesNotFitIsPrecededByAFiller() {
        for (int i = 0; i < 2; i++) {
            append("T", 0, "x".repeat(8_000), "", 0);
        }
        append("T", 0, "x".repeat(2_000), "", 0);
        backend.runUntilIdle();
        ByteBuffer first = ByteBuffer.wrap(disk.content("commitlog/00000000000000000000"));
        int end = 2 * (92 + 8_000);
        assertThat(first.getInt(end)).isEqualTo(16 * 1024 - end);
        assertThat(first.getInt(end + 4)).isEqualTo(0xCBD43194);
        ByteBuffer second = ByteBuffer.wrap(disk.content("commitlog/00000000000000016384"));
        assertThat(second.getLong(28)).isEqualTo(16_384);
    }

    @Test
    void theIndexHasHeaderSlotsAndEntries() {
        append("T", 0, "hello", "UNIQ_KEY\u0001ID\u0002KEYS\u0001k1 k2\u0002", 0);
        backend.advance(Duration.ofSeconds(6));
        String path = disk.paths().stream()
                .filter(name -> name.startsWith("index/"))
                .findFirst()
                .orElseThrow();
        assertThat(path).matches("index/\\d{17}");
        ByteBuffer file = ByteBuffer.wrap(disk.content(path));
        assertThat(file.capacity()).isEqualTo(40 + 4 * 16 + 20 * 64);
        assertThat(file.getLong(0)).isEqualTo(TIME);
        assertThat(file.getLong(8)).isEqualTo(TIME);
        assertThat(file.getLong(16)).isZero();
        assertThat(file.getLong(24)).isZero();
        assertThat(file.getInt(36)).as("next entry").isEqualTo(4);
        int number = 1;
        for (String key : new String[] {"T#ID", "T#k1", "T#k2"}) {
            int hash = Math.abs(key.hashCode());
            int entry = 40 + 4 * 16 + 20 * number;
            assertThat(file.getInt(entry)).isEqualTo(hash);
            assertThat(file.getLong(entry + 4)).isZero();
            assertThat(file.getInt(entry + 12)).isZero();
            assertThat(file.getInt(40 + 4 * (hash % 16))).isGreaterThanOrEqualTo(number);
            number++;
        }
    }

    @Test
    void aCleanlyClosedDirectoryHasACheckpointAndNoAbort() {
        append("T", 0, "hello", "", 0);
        backend.runUntilIdle();
        assertThat(disk.paths()).contains("abort");
        append("T", 0, "hello", "", 0);
        store.close();
        assertThat(disk.paths()).doesNotContain("abort");
        ByteBuffer checkpoint = ByteBuffer.wrap(disk.content("checkpoint"));
        assertThat(checkpoint.capacity()).isEqualTo(4096);
        assertThat(checkpoint.getLong(0)).isEqualTo(TIME);
        assertThat(checkpoint.getLong(8)).isEqualTo(TIME);
        assertThat(checkpoint.getLong(40)).as("start of the last record").isEqualTo(97);
    }

    private void append(String topic, int queue, String body, String properties, long tagsCode) {
        store.append(
                RecordContent.of(
                        topic,
                        queue,
                        7,
                        0,
                        1234,
                        HostAddress.LOCAL,
                        HostAddress.LOCAL,
                        0,
                        ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                        properties.getBytes(StandardCharsets.UTF_8),
                        tagsCode),
                true,
                new AppendCallback() {
                    @Override
                    public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                        assertThat(storeTimestamp).isGreaterThanOrEqualTo(TIME);
                    }

                    @Override
                    public void onRefused(AppendRefusal refusal) {
                        throw new AssertionError(refusal.name());
                    }
                });
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
