package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.RecordBatch;
import io.mqspring.test.simulation.SimulatedDisk;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Old segments go, and nothing that is still needed goes with them. */
class RetentionTests {

    private final SimulatedDisk disk = new SimulatedDisk();
    private final StoreWorld world = new StoreWorld(1, disk, StoreWorld.SETTINGS.withRetention(Duration.ofHours(1)));

    @Test
    void removesWholeSegmentsByAgeWithTheirQueueFiles() {
        fill();
        long filesBefore = queueFiles();
        world.backend.advance(Duration.ofMinutes(70));
        long start = world.store().stats().logStart();
        assertThat(start).isPositive().isEqualTo(start / (16 * 1024) * 16 * 1024);
        assertThat(disk.paths()).doesNotContain("commitlog/00000000000000000000");
        assertThat(queueFiles()).isLessThan(filesBefore);
        long min = world.store().minOffset("topic-0", 0);
        assertThat(min).isPositive();
        assertThat(world.store().read("topic-0", 0, 0, 1, 100, RecordFilter.ALL))
                .extracting(ReadResult::status, ReadResult::nextOffset)
                .containsExactly(ReadStatus.TOO_SMALL, min);
        try (RecordBatch batch =
                world.store().read("topic-0", 0, min, 1, 100, RecordFilter.ALL).batch()) {
            assertThat(batch.toViews("b").get(0).physicalOffset()).isGreaterThanOrEqualTo(start);
            assertThat(batch.toViews("b").get(0).offset()).isEqualTo(min);
        }
    }

    @Test
    void keepsWhatIsYoungAndTheLastSegment() {
        fill();
        long start = world.store().stats().logStart();
        assertThat(start).isZero();
        world.backend.advance(Duration.ofHours(100));
        assertThat(world.store().stats().logStart())
                .isLessThan(world.store().stats().logEnd());
        assertThat(world.store().maxOffset("topic-0", 0)).isEqualTo(200);
    }

    @Test
    void aSegmentStaysWhileABatchLeasesIt() {
        fill();
        RecordBatch batch =
                world.store().read("topic-0", 0, 0, 1, 100, RecordFilter.ALL).batch();
        world.backend.advance(Duration.ofMinutes(70));
        assertThat(world.store().stats().logStart()).isPositive();
        assertThat(disk.paths()).contains("commitlog/00000000000000000000");
        assertThat(batch.toViews("b").get(0).messageId()).isEqualTo("m0");
        batch.close();
        assertThat(disk.paths()).doesNotContain("commitlog/00000000000000000000");
    }

    @Test
    void offsetsGoOnAfterARestartAlsoInAQueueThatIsAllGone() {
        Stored idle = new Stored("idle", "topic-1", 1, new byte[10]);
        world.open();
        world.append(idle, true);
        fillOpen();
        world.backend.advance(Duration.ofMinutes(70));
        long min = world.store().minOffset("topic-0", 0);
        assertThat(world.store().minOffset("topic-1", 1)).isEqualTo(1);
        for (boolean rebuild : new boolean[] {false, true}) {
            if (rebuild) {
                world.kill();
                disk.remove("checkpoint");
            } else {
                world.close();
            }
            world.open();
            assertThat(world.store().minOffset("topic-0", 0)).isEqualTo(min);
            assertThat(world.store().maxOffset("topic-0", 0)).isEqualTo(200);
            assertThat(world.store().minOffset("topic-1", 1)).isEqualTo(1);
            assertThat(world.store().maxOffset("topic-1", 1)).isEqualTo(1);
        }
        Stored next = new Stored("next", "topic-1", 1, new byte[10]);
        world.append(next, true);
        world.settle();
        assertThat(next.offset).isEqualTo(1);
    }

    private long queueFiles() {
        return disk.paths().stream()
                .filter(path -> path.startsWith("consumequeue/"))
                .count();
    }

    private void fill() {
        world.open();
        fillOpen();
    }

    /** 200 records within half an hour: four segments, five queue files. */
    private void fillOpen() {
        for (int i = 0; i < 200; i++) {
            world.append(new Stored("m" + i, "topic-0", 0, new byte[200]), true);
            world.backend.advance(Duration.ofSeconds(9));
        }
    }
}
