package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.RecordFormat;
import io.mqspring.test.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Directories as another broker leaves them. */
class ForeignDirectoryTests {

    private static final String LOG = "commitlog/00000000000000000000";

    @Test
    void aDirectoryKeepsTheSegmentSizeItWasMadeWith() {
        StoreWorld world = written(20);
        StoreWorld next = new StoreWorld(2, world.disk, StoreWorld.SETTINGS.withSegmentSize(64 * 1024));
        next.open();
        assertThat(next.readAll("topic-0", 0)).hasSize(20);
        for (int i = 0; i < 60; i++) {
            next.append(new Stored("n" + i, "topic-0", 0, new byte[400]), true);
        }
        next.settle();
        assertThat(world.disk.paths()).contains("commitlog/00000000000000016384", "commitlog/00000000000000032768");
    }

    @Test
    void aLogAloneIsEnough() {
        StoreWorld world = written(20);
        for (String path : world.disk.paths()) {
            if (!path.startsWith("commitlog/")) {
                world.disk.remove(path);
            }
        }
        world.open();
        world.verify();
    }

    @Test
    void afterACleanStopOldBytesBehindTheEndAreNotTakenForRecords() {
        StoreWorld world = written(6);
        Stored last = world.submitted.get(5);
        // What the other broker leaves of a run that it cut: a torn record, then a whole one where it once was.
        int end = (int) last.position + last.content().encodedSize();
        byte[] stale = new byte[400];
        ByteBuffer record = ByteBuffer.wrap(stale);
        RecordFormat.encode(new Stored("stale", "topic-0", 0, new byte[50]).content(), record, 120, 9, end + 120, 1);
        Arrays.fill(stale, 0, 100, (byte) 7);
        world.disk.overwrite(LOG, end, stale);
        world.disk.overwrite("checkpoint", 48, new byte[4096 - 48]);
        world.open();
        world.verify();
        assertThat(world.store().stats().logEnd()).isEqualTo(end);
    }

    @Test
    void queuesWhoseTagsLieElsewhereAreRebuilt() throws IOException {
        StoreWorld world = written(6);
        String queue = "consumequeue/topic-0/0/00000000000000000000";
        byte[] address = ByteBuffer.allocate(8).putLong(Long.MIN_VALUE).array();
        world.disk.overwrite(queue, 12, address);
        world.disk.replace("consumequeue_ext/topic-0/0/00000000000000000000", new byte[64], false);
        world.open();
        world.verify();
        assertThat(ByteBuffer.wrap(world.disk.content(queue)).getLong(12)).isNotEqualTo(Long.MIN_VALUE);
        assertThat(world.disk.paths()).noneMatch(path -> path.startsWith("consumequeue_ext"));
    }

    private static StoreWorld written(int count) {
        StoreWorld world = new StoreWorld(1, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        for (int i = 0; i < count; i++) {
            world.append(new Stored("m" + i, "topic-0", 0, new byte[300]), true);
        }
        world.settle();
        world.close();
        return world;
    }
}
