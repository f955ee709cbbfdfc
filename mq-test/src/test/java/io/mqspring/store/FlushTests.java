package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.test.simulation.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a record is readable, told of and acknowledged; and what happens when the disk does not play along. */
class FlushTests {

    private final SimulatedDisk disk = new SimulatedDisk();
    private final StoreWorld world = new StoreWorld(1, disk, StoreWorld.SETTINGS);

    @Test
    void nothingCanBeReadBeforeItIsForced() {
        world.open();
        world.settle();
        Stored record = new Stored("m", "topic-0", 0, new byte[10]);
        world.append(record, true);
        assertThat(record.acknowledged).isFalse();
        assertThat(world.store().maxOffset("topic-0", 0)).isZero();
        assertThat(world.store().recordAt(0)).isEmpty();
        assertThat(world.store().scan(0, (buffer, at) -> true)).isZero();
        assertThat(world.arrivals).isEmpty();
        world.settle();
        assertThat(record.acknowledged).isTrue();
        assertThat(world.store().maxOffset("topic-0", 0)).isEqualTo(1);
        assertThat(world.store().recordAt(0)).isPresent();
        assertThat(world.arrivals).containsEntry("topic-0/0", 0L);
    }

    @Test
    void whoDoesNotWaitIsAnsweredAtOnceAndReadableLater() {
        world.open();
        Stored record = new Stored("m", "topic-0", 0, new byte[10]);
        world.append(record, false);
        assertThat(record.acknowledged).isTrue();
        assertThat(world.store().maxOffset("topic-0", 0)).isZero();
        world.settle();
        assertThat(world.store().maxOffset("topic-0", 0)).isEqualTo(1);
    }

    @Test
    void oneForceServesAllThatWait() {
        world.open();
        world.settle();
        for (int i = 0; i < 50; i++) {
            world.append(new Stored("m" + i, "topic-0", i % 2, new byte[10]), true);
        }
        world.settle();
        assertThat(world.submitted).allMatch(record -> record.acknowledged);
        assertThat(world.store().stats().forces()).isEqualTo(1);
        assertThat(world.store().stats().forcedRecords()).isEqualTo(50);
    }

    @Test
    void arrivalsComeBeforeTheAnswer() {
        List<String> order = new ArrayList<>();
        LogMessageStore store = LogMessageStore.open(
                StoreWorld.SETTINGS,
                disk,
                world.backend.node("n"),
                world.backend.faultHandler(),
                (topic, queue, offset, tags) -> order.add("arrival " + offset));
        for (int i = 0; i < 2; i++) {
            Stored record = new Stored("m" + i, "topic-0", 0, new byte[10]);
            store.append(record.content(), true, new AppendCallback() {
                @Override
                public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                    order.add("answer " + queueOffset);
                }

                @Override
                public void onRefused(AppendRefusal refusal) {
                    order.add(refusal.name());
                }
            });
        }
        world.settle();
        assertThat(order).containsExactly("arrival 0", "arrival 1", "answer 0", "answer 1");
    }

    @Test
    void aFullDiskRefusesAndResumesByItself() {
        world.open();
        world.append(new Stored("first", "topic-0", 0, new byte[10]), true);
        world.settle();
        disk.setFreeBytes(0);
        int accepted = 0;
        while (world.refusals.isEmpty() && accepted < 1000) {
            world.append(new Stored("m" + accepted++, "topic-0", 0, new byte[900]), true);
            world.settle();
        }
        assertThat(world.refusals).containsExactly(AppendRefusal.DISK_FULL);
        world.submitted.removeIf(record -> !record.acknowledged);
        assertThat(world.submitted).hasSizeGreaterThan(5);
        world.verify();
        disk.setFreeBytes(10_000_000);
        Stored later = new Stored("later", "topic-0", 0, new byte[900]);
        world.append(later, true);
        world.settle();
        assertThat(later.acknowledged).isTrue();
        world.verify();
        world.crash();
        world.open();
        world.verify();
        world.verifyAgainstRebuild();
    }

    @Test
    void aFullDiskLeavesNoQueueFileWithoutEntries() {
        world.open();
        world.settle();
        disk.setFreeBytes(0);
        world.append(new Stored("m", "topic-0", 0, new byte[10]), true);
        assertThat(world.refusals).containsExactly(AppendRefusal.DISK_FULL);
        assertThat(disk.paths()).noneMatch(path -> path.startsWith("consumequeue/"));
        assertThat(world.store().stats().queues()).isZero();
    }

    @Test
    void aFailedForceIsNeverTakenForASuccess() {
        world.backend.expectFaults(fault -> fault instanceof StoreException);
        world.open();
        Stored before = new Stored("before", "topic-0", 0, new byte[100]);
        world.append(before, true);
        world.settle();
        disk.failForces(true);
        Stored waiting = new Stored("waiting", "topic-0", 0, new byte[100]);
        world.append(waiting, true);
        world.settle();
        assertThat(world.refusals).containsExactly(AppendRefusal.NOT_FLUSHED);
        assertThat(world.backend.faults()).hasSize(1);
        assertThat(world.store().maxOffset("topic-0", 0)).isEqualTo(1);
        world.append(new Stored("during", "topic-0", 0, new byte[100]), true);
        assertThat(world.refusals).hasSize(2);
        disk.failForces(false);
        world.backend.advance(Duration.ofSeconds(2));
        Stored after = new Stored("after", "topic-0", 0, new byte[100]);
        world.append(after, true);
        world.settle();
        assertThat(after.acknowledged).isTrue();
        assertThat(after.offset).isEqualTo(2);
        // The refused one is durable by now and so readable; what is acknowledged survives although its pages were
        // clean.
        waiting.acknowledged = true;
        waiting.offset = 1;
        waiting.position = before.position + before.content().encodedSize();
        world.submitted.removeIf(record -> record.id.equals("during"));
        world.crash();
        world.open();
        world.verify();
    }

    @Test
    void asynchronousFlushIsReadableAtOnceAndForcedSoon() {
        StoreWorld async = new StoreWorld(1, disk, StoreWorld.SETTINGS.withFlushMode(FlushMode.ASYNC));
        async.open();
        Stored record = new Stored("m", "topic-0", 0, new byte[10]);
        async.append(record, true);
        assertThat(record.acknowledged).isTrue();
        assertThat(async.store().maxOffset("topic-0", 0)).isEqualTo(1);
        assertThat(async.arrivals).containsEntry("topic-0/0", 0L);
        assertThat(async.store().stats().forces()).isZero();
        async.backend.advance(Duration.ofMillis(500));
        assertThat(async.store().stats().forces()).isEqualTo(1);
    }

    @Test
    void asynchronousFlushIsForcedWhenEnoughBytesWaitOrItsIntervalIsOver() {
        StoreWorld async = new StoreWorld(
                1, disk, StoreWorld.SETTINGS.withFlushMode(FlushMode.ASYNC).withFlush(Duration.ofSeconds(20), 4096));
        async.open();
        async.settle();
        for (int i = 0; i < 3; i++) {
            async.append(new Stored("m" + i, "topic-0", 0, new byte[1000]), true);
            async.settle();
        }
        assertThat(async.store().stats().forces()).as("less than 4 KiB wait").isZero();
        async.append(new Stored("m3", "topic-0", 0, new byte[1000]), true);
        async.settle();
        assertThat(async.store().stats().forces()).as("more than 4 KiB wait").isEqualTo(1);
        async.append(new Stored("m4", "topic-0", 0, new byte[1000]), true);
        // The delayed flush that the first append asked for is still to come.
        async.backend.advance(Duration.ofSeconds(21));
        assertThat(async.store().stats().forces()).isEqualTo(2);
    }

    @Test
    void closingForcesWhatWaits() {
        for (FlushMode mode : FlushMode.values()) {
            SimulatedDisk own = new SimulatedDisk();
            StoreWorld open = new StoreWorld(
                    1, own, StoreWorld.SETTINGS.withFlushMode(mode).withFlush(Duration.ofHours(1), 1_000_000));
            open.open();
            open.settle();
            for (int i = 0; i < 5; i++) {
                open.append(new Stored("m" + i, "topic-0", 0, new byte[1000]), true);
            }
            open.close();
            assertThat(open.submitted).allMatch(record -> record.acknowledged);
            open.crash();
            open.open();
            open.verify();
            assertThat(open.submitted).hasSize(5);
        }
    }

    @Test
    void anIdleStoreForcesNothing() {
        world.open();
        world.append(new Stored("m", "topic-0", 0, new byte[10]), true);
        world.backend.advance(Duration.ofSeconds(30));
        long forces = world.store().stats().forces();
        byte[] checkpoint = disk.content("checkpoint");
        world.backend.advance(Duration.ofMinutes(10));
        assertThat(world.store().stats().forces()).isEqualTo(forces);
        assertThat(disk.content("checkpoint")).isEqualTo(checkpoint);
    }
}
