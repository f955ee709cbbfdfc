package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.MessageView;
import io.mqspring.test.simulation.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Damage in any file costs at most the damaged record. */
class DamageTests {

    private static final String LOG = "commitlog/00000000000000000000";
    private static final String QUEUE = "consumequeue/topic-0/0/00000000000000000000";

    @Test
    void aTailCutAtAnyByteIsCutOff() {
        StoreWorld world = filled(6, false);
        Stored last = world.submitted.get(5);
        Stored beforeLast = world.submitted.get(4);
        int end = (int) last.position + last.content().encodedSize();
        for (int cut = (int) beforeLast.position; cut < end; cut++) {
            SimulatedDisk disk = world.disk.copy();
            disk.overwrite(LOG, cut, new byte[end - cut]);
            List<String> found = idsAfterOpening(disk);
            int kept = cut >= last.position ? 5 : 4;
            assertThat(found).as("cut at byte %d", cut).hasSize(kept).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFlippedBitInTheLogCostsOneRecordAndIsCovered() {
        StoreWorld world = filled(8, false);
        Stored hit = world.submitted.get(3);
        int size = hit.content().encodedSize();
        for (int at = 0; at < size; at++) {
            SimulatedDisk disk = world.disk.copy();
            disk.flipBit(LOG, (int) hit.position + at, at % 8);
            List<String> found = idsAfterOpening(disk);
            assertThat(found).as("bit in byte %d of the record", at).containsAll(othersThan(world, hit));
        }
    }

    @Test
    void behindCoveredDamageThereIsNoDamageForTheNextStart() {
        StoreWorld world = filled(8, false);
        Stored hit = world.submitted.get(3);
        SimulatedDisk disk = world.disk.copy();
        disk.flipBit(LOG, (int) hit.position + 100, 1);
        assertThat(idsAfterOpening(disk)).containsExactlyElementsOf(othersThan(world, hit));
        assertThat(disk.paths()).anyMatch(path -> path.startsWith("damaged/"));
        disk.remove("damaged/" + "0".repeat(20 - Long.toString(hit.position).length()) + hit.position);
        disk.remove("checkpoint");
        assertThat(idsAfterOpening(disk)).containsExactlyElementsOf(othersThan(world, hit));
        assertThat(disk.paths()).noneMatch(path -> path.startsWith("damaged/"));
    }

    @Test
    void aFlippedBitInOldDataIsPassedOver() {
        StoreWorld world = filled(8, true);
        Stored hit = world.submitted.get(3);
        for (int at : new int[] {0, 5, 30}) {
            SimulatedDisk disk = world.disk.copy();
            disk.flipBit(LOG, (int) hit.position + at, 2);
            assertThat(idsAfterOpening(disk)).containsExactlyElementsOf(othersThan(world, hit));
        }
    }

    @Test
    void aFlippedBitInAQueueCostsNothing() {
        for (boolean clean : new boolean[] {true, false}) {
            StoreWorld world = filled(8, clean);
            for (int at = 0; at < 8 * 20; at++) {
                if (at % 20 < 12) {
                    SimulatedDisk disk = world.disk.copy();
                    disk.flipBit(QUEUE, at, at % 8);
                    assertThat(idsAfterOpening(disk)).as("bit in byte %d", at).hasSize(8);
                }
            }
        }
    }

    @Test
    void aFlippedBitInTheCheckpointCostsNothing() {
        StoreWorld world = filled(8, true);
        for (int at = 0; at < 112; at++) {
            SimulatedDisk disk = world.disk.copy();
            disk.flipBit("checkpoint", at, at % 8);
            assertThat(idsAfterOpening(disk)).as("bit in byte %d", at).hasSize(8);
        }
    }

    @Test
    void aFlippedBitInTheIndexCostsNoRecord() {
        StoreWorld world = filled(8, true);
        String index = world.disk.paths().stream()
                .filter(path -> path.startsWith("index/"))
                .findFirst()
                .orElseThrow();
        for (int at = 0; at < 200; at++) {
            SimulatedDisk disk = world.disk.copy();
            disk.flipBit(index, at, at % 8);
            assertThat(idsAfterOpening(disk)).as("bit in byte %d", at).hasSize(8);
        }
    }

    @Test
    void missingFilesAreMadeAnew() {
        for (boolean clean : new boolean[] {true, false}) {
            StoreWorld world = filled(8, clean);
            for (String path : world.disk.paths()) {
                if (!path.startsWith("commitlog/")) {
                    SimulatedDisk disk = world.disk.copy();
                    disk.remove(path);
                    assertThat(idsAfterOpening(disk)).as("without " + path).hasSize(8);
                }
            }
        }
    }

    @Test
    void aTruncatedSegmentCostsOnlyWhatWasCut() {
        StoreWorld world = filled(40, true);
        int cut = 6000;
        Set<String> safe = world.submitted.stream()
                .filter(record ->
                        record.position + record.content().encodedSize() <= cut || record.position >= 16 * 1024)
                .map(record -> record.id)
                .collect(Collectors.toSet());
        assertThat(safe).hasSizeBetween(8, 35);
        for (Consumer<SimulatedDisk> more : List.<Consumer<SimulatedDisk>>of(
                disk -> {}, disk -> disk.remove("checkpoint"), disk -> disk.overwrite("abort", 0, new byte[0]))) {
            SimulatedDisk disk = world.disk.copy();
            disk.truncate(LOG, cut);
            if (disk.paths().contains("abort")) {
                more.accept(disk);
            }
            assertThat(idsAfterOpening(disk)).containsExactlyInAnyOrderElementsOf(safe);
        }
    }

    @Test
    void aMissingSegmentCostsOnlyItself() {
        StoreWorld world = filled(60, true);
        Set<String> safe = world.submitted.stream()
                .filter(record -> record.position < 16 * 1024 || record.position >= 32 * 1024)
                .map(record -> record.id)
                .collect(Collectors.toSet());
        SimulatedDisk disk = world.disk.copy();
        disk.remove("commitlog/00000000000000016384");
        assertThat(idsAfterOpening(disk)).containsExactlyInAnyOrderElementsOf(safe);
    }

    @Test
    void aStoreThatMendedItselfGoesOnWhereItWas() {
        StoreWorld world = filled(8, false);
        SimulatedDisk disk = world.disk.copy();
        disk.flipBit(LOG, (int) world.submitted.get(3).position + 100, 1);
        StoreWorld next = new StoreWorld(2, disk, StoreWorld.SETTINGS);
        next.open();
        Stored record = new Stored("next", "topic-0", 0, new byte[10]);
        next.append(record, true);
        next.settle();
        assertThat(record.offset).isEqualTo(8);
    }

    /** One queue with so many records of 300 bytes; an unclean stop without a checkpoint, or a clean one. */
    private static StoreWorld filled(int count, boolean clean) {
        StoreWorld world = new StoreWorld(1, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        for (int i = 0; i < count; i++) {
            byte[] body = new byte[300];
            world.random.nextBytes(body);
            world.append(new Stored("m" + i, "topic-0", 0, body), true);
        }
        world.settle();
        if (clean) {
            world.backend.advance(Duration.ofSeconds(10));
            world.close();
        } else {
            world.kill();
        }
        return world;
    }

    private static List<String> othersThan(StoreWorld world, Stored hit) {
        return world.submitted.stream()
                .filter(record -> record != hit)
                .map(record -> record.id)
                .toList();
    }

    private static List<String> idsAfterOpening(SimulatedDisk disk) {
        StoreWorld world = new StoreWorld(1, disk, StoreWorld.SETTINGS);
        world.open();
        List<String> ids = new ArrayList<>();
        for (MessageView view : world.readAll("topic-0", 0)) {
            ids.add(view.messageId());
        }
        world.kill();
        return ids;
    }
}
