package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.test.simulation.SimulatedDisk;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One flipped bit anywhere in the store's files, after a clean stop and after a kill: at most the record that it hit is lost,
 * that is told with its place, and everything else is served as it was sent.
 */
class FlippedBitTests {

    /** Coprime to 8, so that all bits of a byte have their turn. */
    private static final int STRIDE = 29;

    private final Warnings warnings = new Warnings();

    @BeforeEach
    void listen() {
        warnings.attach();
    }

    @AfterEach
    void detach() {
        warnings.detach();
    }

    @Test
    void inTheLogCostsAtMostItsRecord() {
        flipAll("commitlog/", STRIDE);
    }

    @Test
    void inAQueueCostsNothing() {
        flipAll("consumequeue/", STRIDE);
    }

    /** Keys may not be found then: the format has nothing to tell a damaged slot from an empty one. */
    @Test
    void inTheIndexCostsNoRecordAndShowsNoWrongOne() {
        flipAll("index/", STRIDE);
    }

    @Test
    void inACheckpointCostsNothing() {
        flipAll("checkpoint", 7);
    }

    @Test
    @Tag("ci")
    void anywhereCostsAtMostItsRecord() {
        flipAll("", 1);
    }

    private void flipAll(String prefix, int stride) {
        for (boolean clean : new boolean[] {true, false}) {
            Directory directory = Directory.filled(8, clean);
            for (String path : directory.paths(prefix)) {
                int bits = directory.used(path) * 8;
                for (int bit = 0; bit < bits; bit += stride) {
                    flip(directory, path, bit, clean);
                }
            }
        }
    }

    private void flip(Directory directory, String path, int bit, boolean clean) {
        String where = "bit " + bit % 8 + " of byte " + bit / 8 + " of " + path + (clean ? ", closed" : ", killed");
        SimulatedDisk damaged = directory.disk.copy();
        damaged.flipBit(path, bit / 8, bit % 8);
        warnings.clear();
        List<String> missing;
        try {
            missing = directory.missingIn(damaged);
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(where, failed);
        }
        if (path.startsWith("index/")) {
            assertThat(missing).as(where).allMatch(id -> id.startsWith(Directory.KEY));
        } else if (!path.startsWith("commitlog/")) {
            assertThat(missing).as(where).isEmpty();
        } else if (!missing.isEmpty()) {
            assertThat(missing).as(where).hasSize(1);
            Stored hit = directory.records.stream()
                    .filter(record -> record.position <= bit / 8
                            && bit / 8 < record.position + record.content().encodedSize())
                    .findFirst()
                    .orElseThrow();
            assertThat(missing).as(where).containsExactly(hit.id);
            assertThat(warnings.text()).as(where).contains(path).contains(Long.toString(hit.position));
        }
    }
}
