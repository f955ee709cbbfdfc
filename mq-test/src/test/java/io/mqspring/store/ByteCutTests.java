package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.test.simulation.SimulatedDisk;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every file of the store ends too early: at every byte of its last records and at every boundary before them. In the log
 * what was cut is gone and nothing else; the other files are made anew from it.
 */
class ByteCutTests {

    private static final int RECORDS = 8;
    private static final int LAST_RECORDS = 2;

    /** What is left behind the cut. */
    enum Rest {
        NOTHING,
        ZEROS,
        /** Bytes of an older use, as another broker may leave them: a whole record of another place, and noise. */
        STALE
    }

    @ParameterizedTest
    @EnumSource
    void theLogIsCut(Rest rest) {
        for (boolean clean : new boolean[] {true, false}) {
            Directory directory = Directory.filled(RECORDS, clean);
            Stored from = directory.records.get(RECORDS - LAST_RECORDS);
            cut(directory, "commitlog/00000000000000000000", places(directory, (int) from.position), rest);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOtherFilesAreCut(Rest rest) {
        for (boolean clean : new boolean[] {true, false}) {
            Directory directory = Directory.filled(RECORDS, clean);
            for (String path : directory.disk.paths()) {
                if (!path.startsWith("commitlog/")) {
                    int used = directory.used(path);
                    Set<Integer> places = new TreeSet<>(List.of(0, Math.max(0, used - 1), used));
                    for (int at = 0; at < used; at += path.startsWith("index/") ? 4 : 1) {
                        places.add(at);
                    }
                    cut(directory, path, places, rest);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("ci")
    void theLogIsCutAtEveryByte(Rest rest) {
        for (boolean clean : new boolean[] {true, false}) {
            Directory directory = Directory.filled(3 * RECORDS, clean);
            cut(directory, "commitlog/00000000000000000000", places(directory, 0), rest);
        }
    }

    /** The second segment of a log with three ends early. */
    @Test
    void aSegmentInTheMiddleIsCutAtItsRecords() {
        Directory directory = Directory.filled(300, true);
        String middle = "commitlog/00000000000000016384";
        assertThat(directory.paths("commitlog/")).hasSizeGreaterThan(2);
        Set<Integer> places = new TreeSet<>();
        for (Stored record : directory.records) {
            int at = (int) record.position - 16 * 1024;
            if (at >= 0 && at < 16 * 1024 && record.position % 7 == 0) {
                places.addAll(List.of(at, at + 1, at + 60));
            }
        }
        assertThat(places).isNotEmpty();
        cut(directory, middle, places, Rest.NOTHING);
        cut(directory, middle, places, Rest.ZEROS);
    }

    private static Set<Integer> places(Directory directory, int from) {
        Set<Integer> places = new TreeSet<>();
        directory.records.forEach(record -> places.add((int) record.position));
        for (int at = from; at <= directory.used("commitlog/00000000000000000000"); at++) {
            places.add(at);
        }
        return places;
    }

    private static void cut(Directory directory, String path, Set<Integer> places, Rest rest) {
        for (int at : places) {
            SimulatedDisk damaged = directory.disk.copy();
            byte[] content = damaged.content(path);
            switch (rest) {
                case NOTHING -> damaged.truncate(path, at);
                case ZEROS -> damaged.overwrite(path, at, new byte[content.length - at]);
                case STALE -> damaged.overwrite(path, at, stale(content, at));
                default -> throw new IllegalStateException();
            }
            String where = path + " cut at byte " + at + ", behind it " + rest;
            Set<String> missing;
            try {
                missing = new HashSet<>(directory.missingIn(damaged));
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError(where, failed);
            }
            if (path.startsWith("commitlog/")) {
                assertThat(missing).as(where).isEqualTo(cutOff(directory, path, at, damaged, content));
            } else if (path.startsWith("index/")) {
                assertThat(missing).as(where).allMatch(id -> id.startsWith(Directory.KEY));
            } else {
                assertThat(missing).as(where).isEmpty();
            }
        }
    }

    /** The records that lie behind the cut, in the file. */
    private static Set<String> cutOff(Directory directory, String path, int at, SimulatedDisk damaged, byte[] before) {
        long base = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
        Set<String> gone = new HashSet<>();
        for (Stored record : directory.records) {
            long end = record.position + record.content().encodedSize() - base;
            if (record.position >= base && record.position < base + before.length && end > at) {
                gone.add(record.id);
            }
        }
        return gone;
    }

    private static byte[] stale(byte[] content, int at) {
        byte[] stale = new byte[content.length - at];
        byte[] old = Arrays.copyOf(content, Math.min(130, stale.length));
        System.arraycopy(old, 0, stale, 0, old.length);
        for (int i = old.length; i < Math.min(stale.length, 400); i++) {
            stale[i] = (byte) (i * 31 + 1);
        }
        return stale;
    }
}
