package io.mqspring.store.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.test.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Any bit flipped in any file of the index, and any file that ends at any byte: the index says which file is damaged and holds
 * nothing, so that it is made anew from the log. What it would give out otherwise might be wrong.
 */
class TimerIndexDamageTests {

    private static final int TIMERS = 30;

    private final SimulatedDisk disk = new SimulatedDisk();

    @BeforeEach
    void write() throws IOException {
        TimerIndex index = TimerIndex.open(disk);
        for (int i = 0; i < TIMERS; i++) {
            index.add(1000 + i * 37 % 100, i);
            if (i == 9) {
                index.spill();
                index.write(index.capture(new TimerCheckpoint(10, 5, Map.of("orders", 10L)), new long[] {1, 2}));
                index.pollDue(1010);
            }
        }
        index.write(index.capture(new TimerCheckpoint(TIMERS, 7, Map.of("orders", 30L)), new long[] {1001, 3}));
        assertThat(disk.paths()).hasSize(2).contains(TimerIndex.CHECKPOINT);
        TimerIndex again = TimerIndex.open(disk.copy());
        assertThat(again.restored()).isPresent();
        assertThat(again.size()).isEqualTo(index.size() + 1);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        for (String path : disk.paths()) {
            for (int bit = 0; bit < disk.content(path).length * 8; bit++) {
                int flipped = bit;
                check(path, "bit " + bit, copy -> copy.flipBit(path, flipped / 8, flipped % 8));
            }
        }
    }

    @Test
    void everyCutIsNoticed() {
        for (String path : disk.paths()) {
            byte[] content = disk.content(path);
            for (int at = 0; at < content.length; at++) {
                int end = at;
                check(path, "cut at byte " + at, copy -> copy.truncate(path, end));
                if (hasNonZero(content, end)) {
                    check(
                            path,
                            "zeros from byte " + at,
                            copy -> copy.overwrite(path, end, new byte[content.length - end]));
                }
            }
            check(path, "removed", copy -> copy.remove(path));
        }
    }

    private static boolean hasNonZero(byte[] content, int from) {
        for (int at = from; at < content.length; at++) {
            if (content[at] != 0) {
                return true;
            }
        }
        return false;
    }

    private void check(String path, String how, Consumer<SimulatedDisk> damage) {
        SimulatedDisk copy = disk.copy();
        damage.accept(copy);
        TimerIndex index = TimerIndex.open(copy);
        String where = how + " of " + path;
        boolean asWritten = index.restored().isPresent();
        // Zeros behind the last number of a run that is cut are what extending it gives back.
        boolean same = copy.paths().contains(path)
                && path.matches(".*/\\d+")
                && java.util.Arrays.equals(copy.content(path), disk.content(path));
        assertThat(asWritten).as(where).isEqualTo(same);
        if (!same) {
            assertThat(index.size()).as(where).isZero();
            boolean gone = !copy.paths().contains(path) && path.equals(TimerIndex.CHECKPOINT);
            assertThat(index.damage().orElse("")).as(where).contains(gone ? "" : path);
        }
    }
}
