package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordContent;
import io.mqspring.store.config.Checkpoint;
import io.mqspring.test.simulation.PowerLoss;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedDisk;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A topic is deleted and the power goes, at each operation of the disk in turn. */
class TopicDeletionCrashTests {

    private static final int QUEUES = 3;
    private static final int RECORDS = 60;

    private SimulatedDisk disk = new SimulatedDisk();
    private @Nullable LogMessageStore store;
    private @Nullable SimulatedBackend backend;
    private int lives;

    private LogMessageStore open() {
        SimulatedBackend fresh = SimulatedBackend.seeded(lives++);
        fresh.expectFaults(fault -> fault instanceof PowerLoss);
        backend = fresh;
        LogMessageStore opened = LogMessageStore.open(
                StoreWorld.SETTINGS,
                disk,
                fresh.node("store"),
                fresh.faultHandler(),
                (topic, queue, offset, tag) -> {});
        store = opened;
        return opened;
    }

    private void settle(Duration time) {
        SimulatedBackend running = backend;
        if (running != null) {
            running.advance(time);
        }
    }

    private void append(LogMessageStore to, String topic, int count) {
        for (int i = 0; i < count; i++) {
            to.append(
                    RecordContent.of(
                            topic,
                            i % QUEUES,
                            0,
                            0,
                            i,
                            HostAddress.LOCAL,
                            HostAddress.LOCAL,
                            0,
                            ByteBuffer.allocate(50),
                            new byte[0],
                            0),
                    true,
                    new AppendCallback() {
                        @Override
                        public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {}

                        @Override
                        public void onRefused(AppendRefusal refusal) {}
                    });
        }
        settle(Duration.ofMillis(1));
    }

    private static long records(LogMessageStore in, String topic) {
        long records = 0;
        for (int queue = 0; queue < QUEUES; queue++) {
            records += in.maxOffset(topic, queue);
        }
        return records;
    }

    private void lives(long checkpointSeconds) {
        LogMessageStore first = open();
        append(first, "orders", RECORDS);
        append(first, "other", RECORDS);
        settle(Duration.ofSeconds(checkpointSeconds));
    }

    private void crash(long seed) {
        SimulatedBackend dying = backend;
        if (dying != null) {
            dying.node("store").crash();
        }
        disk.crash(new SplittableRandom(seed));
    }

    /** Either all of it is there or nothing, whether or not a checkpoint was written; and deleting again works. */
    @Test
    void aDeletionThatACrashInterruptsHasHappenedOrNot() {
        int undone = 0;
        int done = 0;
        for (int operations = 0; operations < 60; operations++) {
            disk = new SimulatedDisk();
            lives(operations % 2 == 0 ? 0 : 10);
            disk.losePowerAfter(operations);
            boolean acknowledged = false;
            try {
                requireStore().deleteTopic("orders");
                acknowledged = true;
            } catch (PowerLoss | StoreException power) {
                assertThat(power).isNotNull();
            }
            crash(operations);
            LogMessageStore after = open();
            long left = records(after, "orders");
            assertThat(left).as("power lost at operation %d", operations).isIn(0L, (long) RECORDS);
            assertThat(records(after, "other"))
                    .as("power lost at operation %d", operations)
                    .isEqualTo(RECORDS);
            if (acknowledged) {
                assertThat(left).as("power lost at operation %d", operations).isZero();
            }
            undone += left == 0 ? 0 : 1;
            done += left == 0 ? 1 : 0;
            append(after, "orders", QUEUES);
            after.deleteTopic("orders");
            append(after, "orders", QUEUES);
            after.close();
            assertThat(records(open(), "orders")).isEqualTo(QUEUES);
        }
        assertThat(undone).as("crashes before the deletion was noted").isPositive();
        assertThat(done).as("crashes after it").isPositive();
    }

    /** Whatever becomes of the checkpoint: the log alone does not bring the topic back. */
    @Test
    void aTopicMadeAnewKeepsItsOwnRecordsOnly() {
        for (int seed = 0; seed < 30; seed++) {
            disk = new SimulatedDisk();
            lives(seed % 3);
            requireStore().deleteTopic("orders");
            append(requireStore(), "orders", 2 * QUEUES);
            settle(Duration.ofSeconds(seed % 2 == 0 ? 0 : 10));
            crash(seed);
            if (seed % 5 == 0 && disk.paths().contains(Checkpoint.PATH)) {
                disk.remove(Checkpoint.PATH);
            }
            LogMessageStore after = open();
            assertThat(records(after, "orders")).as("seed %d", seed).isEqualTo(2 * QUEUES);
            assertThat(records(after, "other")).as("seed %d", seed).isEqualTo(RECORDS);
            for (int queue = 0; queue < QUEUES; queue++) {
                try (var batch = after.read("orders", queue, 0, 10, 100_000, RecordFilter.ALL)
                        .batch()) {
                    assertThat(batch.count()).as("seed %d", seed).isEqualTo(2);
                }
            }
        }
    }

    /** After a deletion a crash costs no look at the whole log. */
    @Test
    void theNextCheckpointAgreesWithWhatIsLeft() {
        lives(10);
        requireStore().deleteTopic("orders");
        settle(Duration.ofMillis(1));
        crash(1);
        LogMessageStore after = open();
        assertThat(records(after, "other")).isEqualTo(RECORDS);
        assertThat(after.queueCounts()).containsOnlyKeys("other");
    }

    @Test
    void aDamagedLineCostsThatLineOnly() {
        lives(10);
        append(requireStore(), "more", 1);
        requireStore().deleteTopic("more");
        requireStore().deleteTopic("orders");
        crash(1);
        disk.overwrite("deletedTopics", 0, new byte[] {'x'});
        disk.remove(Checkpoint.PATH);
        assertThat(open().queueCounts()).containsOnlyKeys("more", "other");
    }

    private LogMessageStore requireStore() {
        LogMessageStore open = store;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }
}
