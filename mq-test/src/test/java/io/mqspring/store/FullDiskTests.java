package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.test.simulation.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk that fills up at each possible step, and one that is full all the time: nothing acknowledged is lost for it. */
class FullDiskTests {

    private static final int PAGE = 4096;
    private static final int PLENTY = 100_000_000;
    private static final int RECORDS = 36;

    private enum End {
        CLOSED,
        KILLED,
        POWER_LOST
    }

    /** The scenario takes about 50 pages; each of them is the last one once. */
    @Test
    void whereverTheDiskFillsUpNothingAcknowledgedIsLost() {
        int refused = 0;
        int complete = 0;
        int unopened = 0;
        for (End end : End.values()) {
            for (int pages = 0; pages < 56; pages++) {
                SimulatedDisk disk = new SimulatedDisk();
                StoreWorld world = new StoreWorld(pages, disk, StoreWorld.SETTINGS);
                disk.setFreeBytes((long) pages * PAGE);
                if (!opens(world)) {
                    unopened++;
                    continue;
                }
                fill(world, "a");
                refused += world.refusals.isEmpty() ? 0 : 1;
                complete += world.refusals.isEmpty() ? 1 : 0;
                endAndReopen(world, end);
                world.verify();
                // Full as before: a second life, and its end, take no space either.
                fill(world, "b");
                endAndReopen(world, end);
                world.verify();
                disk.setFreeBytes(PLENTY);
                Stored later = new Stored("later", "topic-0", 0, new byte[900]);
                world.append(later, true);
                world.settle();
                assertThat(later.acknowledged)
                        .as("%s with %d pages", end, pages)
                        .isTrue();
                world.verify();
                world.verifyAgainstRebuild();
            }
        }
        assertThat(refused).as("worlds that ran out of space").isGreaterThan(40);
        assertThat(complete).as("worlds that had enough").isGreaterThan(3);
        assertThat(unopened).as("worlds that could not begin").isZero();
    }

    @Test
    void aFullDiskStopsNeitherReadingNorClosingNorStarting() {
        SimulatedDisk disk = new SimulatedDisk();
        StoreWorld world = new StoreWorld(1, disk, StoreWorld.SETTINGS);
        world.open();
        fill(world, "a");
        assertThat(world.refusals).isEmpty();
        disk.setFreeBytes(0);
        for (End end : List.of(End.CLOSED, End.KILLED, End.POWER_LOST, End.CLOSED)) {
            endAndReopen(world, end);
            world.verify();
            assertThat(world.submitted).hasSize(RECORDS);
        }
        assertThat(disk.usableBytes()).as("what is free in the end").isLessThan(100 * PAGE);
    }

    @Test
    void theLogLeavesRoomForCheckpointsAndOffsets() {
        int kept = 40 * PAGE;
        SimulatedDisk disk = new SimulatedDisk();
        StoreWorld world = new StoreWorld(1, disk, StoreWorld.SETTINGS.withKeepFreeBytes(kept));
        disk.setFreeBytes(kept + 6 * PAGE);
        world.open();
        fill(world, "a");
        assertThat(world.refusals).contains(AppendRefusal.DISK_FULL);
        byte[] before = disk.content("checkpoint");
        assertThat(disk.usableBytes()).isGreaterThan(kept / 2);
        disk.setFreeBytes(kept + 10 * PAGE);
        world.append(new Stored("more", "topic-0", 0, new byte[900]), true);
        world.backend.advance(Duration.ofSeconds(6));
        assertThat(disk.content("checkpoint")).isNotEqualTo(before);
        world.submitted.removeIf(record -> !record.acknowledged);
        world.verify();
    }

    private static boolean opens(StoreWorld world) {
        try {
            world.open();
            return true;
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("make room there");
            return false;
        }
    }

    private static void fill(StoreWorld world, String name) {
        List<Stored> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            Stored record = new Stored(name + i, "topic-" + i % 3, i % 2, new byte[900]);
            records.add(record);
            world.append(record, true);
            if (i % 10 == 9) {
                world.backend.advance(Duration.ofSeconds(3));
            }
        }
        world.backend.advance(Duration.ofSeconds(6));
        world.submitted.removeIf(record -> !record.acknowledged);
    }

    private static void endAndReopen(StoreWorld world, End end) {
        switch (end) {
            case CLOSED -> world.close();
            case KILLED -> world.kill();
            case POWER_LOST -> world.crash();
        }
        world.open();
    }
}
