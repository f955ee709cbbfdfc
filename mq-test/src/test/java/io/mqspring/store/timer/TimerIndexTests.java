package io.mqspring.store.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.test.simulation.PowerLoss;
import io.mqspring.test.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code -Dseeds=N} sets how many seeds are run, {@code -Dseed=N} runs one. */
class TimerIndexTests {

    private static final int SEEDS = Integer.getInteger("seeds", 60);

    private record Timer(long due, long offset) {
        static final Comparator<Timer> ORDER =
                Comparator.comparingLong(Timer::due).thenComparingLong(Timer::offset);
    }

    /** What the index should hold. */
    private TreeSet<Timer> model = new TreeSet<>(Timer.ORDER);
    /** What the last checkpoint that was written should lead back to. */
    private TreeSet<Timer> written = new TreeSet<>(Timer.ORDER);

    private long writtenFollowed;
    private long next;
    private long given;

    @Test
    void givesOutWhatAModelGivesOutOverSpillsRestartsAndCrashes() {
        Long only = Long.getLong("seed");
        for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
            try {
                new TimerIndexTests().live(new SplittableRandom(seed));
            } catch (IOException | AssertionError e) {
                throw new AssertionError("fails with seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void live(SplittableRandom random) throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        TimerIndex index = TimerIndex.open(disk);
        long span = 1 + random.nextInt(5000);
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2, 3 -> add(index, random, span);
                case 4, 5 -> poll(index, random, span);
                case 6 -> spill(index, disk, random);
                case 7 -> checkpoint(index, disk, random);
                default -> index = random.nextInt(4) == 0 ? crash(disk, random) : index;
            }
            assertThat(index.size()).isEqualTo(model.size());
            assertThat(index.nextDue())
                    .isEqualTo(model.isEmpty() ? TimerIndex.NONE : model.first().due());
        }
        disk.setFreeBytes(1L << 40);
        for (Timer timer : model) {
            assertThat(index.pollDue(timer.due() - 1)).isEqualTo(TimerIndex.NONE);
            assertThat(index.pollDue(timer.due())).isEqualTo(timer.offset());
            assertThat(index.polledDue()).isEqualTo(timer.due());
        }
        index.write(index.capture(new TimerCheckpoint(next, 0, Map.of()), new long[0]));
        assertThat(disk.paths()).containsExactly("timers/checkpoint");
    }

    private void add(TimerIndex index, SplittableRandom random, long span) {
        for (int i = random.nextInt(60); i > 0; i--) {
            Timer timer = new Timer(random.nextLong(span), next++);
            model.add(timer);
            index.add(timer.due(), timer.offset());
        }
    }

    private void poll(TimerIndex index, SplittableRandom random, long span) {
        long now = random.nextLong(span);
        for (int i = random.nextInt(80); i > 0; i--) {
            Timer first = model.isEmpty() ? null : model.first();
            long offset = index.pollDue(now);
            assertThat(offset).isEqualTo(first == null || first.due() > now ? TimerIndex.NONE : first.offset());
            if (offset == TimerIndex.NONE) {
                return;
            }
            model.remove(first);
        }
    }

    /** Sometimes the disk is full, or the power goes. */
    private void spill(TimerIndex index, SimulatedDisk disk, SplittableRandom random) {
        disk.setFreeBytes(random.nextInt(4) == 0 ? 0 : 1L << 40);
        int before = index.inMemory();
        try {
            index.spill();
            assertThat(index.inMemory()).isZero();
        } catch (IOException full) {
            assertThat(index.inMemory()).isEqualTo(before);
            assertThat(full).hasMessageContaining("no space");
        }
    }

    private void checkpoint(TimerIndex index, SimulatedDisk disk, SplittableRandom random) {
        Map<String, Long> pending = new HashMap<>();
        pending.put("t", (long) model.size());
        // A few were given out and may have to come again.
        long[] out = {3, 1_000_000_000L + given++};
        TimerIndex.Snapshot snapshot = index.capture(new TimerCheckpoint(next, 7 * next, pending), out);
        try {
            index.write(snapshot);
            written = new TreeSet<>(model);
            written.add(new Timer(out[0], out[1]));
            writtenFollowed = next;
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("no space");
        }
        disk.setFreeBytes(random.nextInt(5) == 0 ? 0 : 1L << 40);
    }

    private TimerIndex crash(SimulatedDisk disk, SplittableRandom random) {
        disk.setFreeBytes(1L << 40);
        if (random.nextBoolean()) {
            disk.kill();
        } else {
            disk.crash(random);
        }
        TimerIndex index = TimerIndex.open(disk);
        assertThat(index.damage()).isEmpty();
        assertThat(index.restored().isPresent()).isEqualTo(writtenFollowed > 0 || !written.isEmpty());
        index.restored().ifPresent(checkpoint -> {
            assertThat(checkpoint.followed()).isEqualTo(writtenFollowed);
            assertThat(checkpoint.logPosition()).isEqualTo(7 * writtenFollowed);
            assertThat(checkpoint.pending()).containsEntry("t", written.size() - 1L);
        });
        model = new TreeSet<>(written);
        return index;
    }

    @Test
    void losingPowerAtAnyStepLeavesTheOldCheckpointOrTheNewOne() throws IOException {
        for (int operations = 0; operations < 40; operations++) {
            SimulatedDisk disk = new SimulatedDisk();
            TimerIndex index = TimerIndex.open(disk);
            fill(index, 0, 1000);
            index.spill();
            index.write(index.capture(new TimerCheckpoint(1000, 0, Map.of()), new long[0]));
            fill(index, 1000, 500);
            disk.losePowerAfter(operations);
            boolean lost = false;
            try {
                index.spill();
                index.write(index.capture(new TimerCheckpoint(1500, 0, Map.of()), new long[0]));
            } catch (PowerLoss power) {
                lost = true;
            }
            disk.crash(new SplittableRandom(operations));
            TimerIndex after = TimerIndex.open(disk);
            assertThat(after.damage()).as("after %s operations", operations).isEmpty();
            assertThat(after.restored())
                    .hasValueSatisfying(checkpoint -> assertThat(after.size()).isEqualTo(checkpoint.followed()));
            if (!lost) {
                assertThat(after.size()).isEqualTo(1500);
                return;
            }
        }
        throw new AssertionError("the power always went");
    }

    @Test
    void aFlippedBitAnywhereIsFound() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        TimerIndex index = TimerIndex.open(disk);
        fill(index, 0, 40);
        index.spill();
        fill(index, 40, 3);
        index.write(index.capture(new TimerCheckpoint(43, 0, Map.of("orders", 43L)), new long[0]));
        for (String path : disk.paths()) {
            for (int at = 0; at < disk.content(path).length; at++) {
                SimulatedDisk copy = disk.copy();
                copy.flipBit(path, at, at % 8);
                TimerIndex damaged = TimerIndex.open(copy);
                assertThat(damaged.damage())
                        .as("bit in byte %s of %s", at, path)
                        .isPresent();
                assertThat(damaged.restored()).isEmpty();
            }
        }
    }

    @Test
    void aMissingOrShortenedRunIsFound() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        TimerIndex index = TimerIndex.open(disk);
        fill(index, 0, 40);
        index.spill();
        index.write(index.capture(new TimerCheckpoint(40, 0, Map.of()), new long[0]));
        SimulatedDisk without = disk.copy();
        without.remove("timers/00000000000000000000");
        assertThat(TimerIndex.open(without).damage()).hasValue("timers/00000000000000000000 is missing");
        SimulatedDisk shorter = disk.copy();
        shorter.truncate("timers/00000000000000000000", 100);
        assertThat(TimerIndex.open(shorter).damage()).hasValue("timers/00000000000000000000 is not as it was written");
    }

    @Test
    void runsOfWhichLittleIsLeftAreFoldedSoThatFilesStayFew() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        TimerIndex index = TimerIndex.open(disk);
        int each = 4000;
        for (int round = 0; round < 60; round++) {
            // One of each run is due in ages, the rest soon.
            index.add(1_000_000_000L + round, round * each);
            fill(index, round * each + 1, each - 1);
            index.spill();
            while (index.pollDue(each) != TimerIndex.NONE) {
                assertThat(index.polledDue()).isLessThanOrEqualTo(each);
            }
            index.write(index.capture(new TimerCheckpoint(0, 0, Map.of()), new long[0]));
        }
        assertThat(index.size()).isEqualTo(60);
        assertThat(disk.paths()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aCheckpointOfSomethingElseIsRefused() {
        assertThatThrownBy(() -> TimerManifest.decode(new byte[4])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TimerManifest.decode(new byte[500])).isInstanceOf(IOException.class);
    }

    private static void fill(TimerIndex index, int from, int count) {
        for (int i = 0; i < count; i++) {
            index.add(count - i, from + i);
        }
    }
}
