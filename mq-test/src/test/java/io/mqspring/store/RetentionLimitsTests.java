package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.RecordBatch;
import io.mqspring.test.simulation.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Segments go when the log is too long or the disk too full, but for what is being read and what still waits. */
class RetentionLimitsTests {

    private static final int SEGMENT = 16 * 1024;
    private static final Duration FOR_EVER = Duration.ZERO;

    private final SimulatedDisk disk = new SimulatedDisk();

    @Test
    void theLogStaysWithinItsSize() {
        StoreWorld world = world(new RetentionLimits(FOR_EVER, 3 * SEGMENT, 1));
        world.open();
        for (int i = 0; i < 400; i++) {
            append(world, i);
            StoreStats stats = world.store().stats();
            // A look comes with each new segment, so no more than one is ever too many.
            assertThat(stats.logEnd() - stats.logStart()).isLessThanOrEqualTo(4 * SEGMENT);
        }
        assertThat(world.store().stats().logStart()).isGreaterThan(2 * SEGMENT);
        assertThat(segments()).hasSizeLessThanOrEqualTo(5);
        assertReadableFromMinimum(world, 400);
        assertThat(world.store().minOffset("topic-0", 0)).isPositive();
        long min = world.store().minOffset("topic-0", 0);
        world.close();
        world.open();
        assertThat(world.store().minOffset("topic-0", 0)).isEqualTo(min);
        assertReadableFromMinimum(world, 400);
    }

    @Test
    void theOldestGoWhenTheDiskIsUsedTooMuchAndNoMoreThanThat() {
        StoreWorld world = world(new RetentionLimits(FOR_EVER, 0, 0.8));
        world.open();
        for (int i = 0; i < 200; i++) {
            append(world, i);
        }
        assertThat(world.store().stats().logStart()).isZero();
        int before = segments().size();
        long used = used();
        // Someone else has filled it to 90 percent: as much goes as brings it to 80 again.
        disk.setFreeBytes(used / 9);
        world.backend.advance(Duration.ofSeconds(11));
        assertThat((double) used() / disk.totalBytes()).isBetween(0.4, 0.8);
        assertThat(segments()).hasSizeLessThan(before);
        long start = world.store().stats().logStart();
        world.backend.advance(Duration.ofMinutes(2));
        assertThat(world.store().stats().logStart()).isEqualTo(start);
        assertReadableFromMinimum(world, 200);
    }

    @Test
    void whatIsLeasedCountsAsGoneAndGoesLater() {
        StoreWorld world = world(new RetentionLimits(FOR_EVER, 0, 0.8));
        world.open();
        for (int i = 0; i < 200; i++) {
            append(world, i);
        }
        RecordBatch slow =
                world.store().read("topic-0", 0, 0, 5, 2000, RecordFilter.ALL).batch();
        disk.setFreeBytes(used() / 9);
        world.backend.advance(Duration.ofSeconds(11));
        long start = world.store().stats().logStart();
        assertThat(start).isPositive();
        world.backend.advance(Duration.ofMinutes(5));
        assertThat(world.store().stats().logStart())
                .as("nothing more goes in place of it")
                .isEqualTo(start);
        assertThat(slow.toViews("b")).extracting(view -> view.messageId()).startsWith("m0", "m1");
        assertThat(disk.paths()).contains("commitlog/00000000000000000000");
        slow.close();
        assertThat(disk.paths()).doesNotContain("commitlog/00000000000000000000");
    }

    @Test
    void whatWaitsForItsTimeIsKeptWhateverTheLimits() {
        for (RetentionLimits limits : List.of(
                new RetentionLimits(Duration.ofMinutes(1), 0, 1),
                new RetentionLimits(FOR_EVER, 2 * SEGMENT, 1),
                new RetentionLimits(FOR_EVER, 0, 0.01))) {
            SimulatedDisk own = new SimulatedDisk();
            StoreWorld world = new StoreWorld(1, own, StoreWorld.SETTINGS.withRetention(limits));
            world.open();
            long[] needed = {70};
            world.store().keep(place -> place.at("topic-0", 0, needed[0]));
            for (int i = 0; i < 300; i++) {
                append(world, i);
                world.backend.advance(Duration.ofSeconds(1));
            }
            own.setFreeBytes(50 * SEGMENT);
            world.backend.advance(Duration.ofMinutes(3));
            assertThat(world.store().minOffset("topic-0", 0))
                    .as(limits.toString())
                    .isBetween(1L, 70L);
            needed[0] = 250;
            world.backend.advance(Duration.ofMinutes(3));
            assertThat(world.store().minOffset("topic-0", 0))
                    .as(limits.toString())
                    .isBetween(71L, 250L);
        }
    }

    @Test
    void aSegmentWhoseRemovalACrashInterruptedIsRemovedAtTheStart() {
        StoreWorld world = world(new RetentionLimits(Duration.ofMinutes(10), 0, 1));
        world.open();
        for (int i = 0; i < 200; i++) {
            append(world, i);
        }
        RecordBatch reader =
                world.store().read("topic-0", 0, 0, 1, 100, RecordFilter.ALL).batch();
        world.backend.advance(Duration.ofMinutes(20));
        long min = world.store().minOffset("topic-0", 0);
        disk.truncate("commitlog/00000000000000000000", 0);
        world.kill();
        world.open();
        assertThat(world.store().minOffset("topic-0", 0)).isBetween(1L, min);
        assertThat(disk.paths()).doesNotContain("commitlog/00000000000000000000");
        assertThat(reader.count()).isEqualTo(1);
        assertReadableFromMinimum(world, 200);
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        for (double share : new double[] {0, -1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new RetentionLimits(FOR_EVER, 0, share)).hasMessageContaining("share of the disk");
        }
        assertThatThrownBy(() -> new RetentionLimits(FOR_EVER, -1, 1)).hasMessageContaining("negative");
    }

    private StoreWorld world(RetentionLimits limits) {
        return new StoreWorld(1, disk, StoreWorld.SETTINGS.withRetention(limits));
    }

    private static void append(StoreWorld world, int number) {
        world.append(new Stored("m" + number, "topic-0", 0, new byte[200]), true);
        world.settle();
    }

    private static void assertReadableFromMinimum(StoreWorld world, int end) {
        long min = world.store().minOffset("topic-0", 0);
        List<Long> offsets = new ArrayList<>();
        world.readAll("topic-0", 0).forEach(view -> {
            assertThat(view.messageId()).isEqualTo("m" + view.offset());
            offsets.add(view.offset());
        });
        assertThat(offsets).hasSize((int) (end - min)).startsWith(min).isSorted();
    }

    private List<String> segments() {
        return disk.paths().stream()
                .filter(path -> path.startsWith("commitlog/"))
                .toList();
    }

    private long used() {
        return disk.totalBytes() - disk.usableBytes();
    }
}
