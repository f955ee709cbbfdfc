package io.mqspring.benchmarks;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What listeners did with the messages of each key, which are numbered from 1: kept in a mapped file, which outlives the
 * process. A message that comes again after a crash is a duplicate; one that comes before the one it follows, or while
 * another of its key is worked on, is a violation. Thread safe.
 */
final class KeyJournal {

    private static final int OPEN = -1;

    private final int keys;
    private final MappedByteBuffer done;
    /** In this process: the number that came last; {@link #OPEN} while the listener has it. */
    private final AtomicIntegerArray last;

    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong violations = new AtomicLong();

    KeyJournal(Path file, int keys) throws IOException {
        this.keys = keys;
        this.last = new AtomicIntegerArray(keys);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            this.done = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) keys * Integer.BYTES);
        }
    }

    /** A listener has begun with a message; what it is to hand to {@link #end}. */
    int begin(int key, int number) {
        int before = last.getAndSet(key, OPEN);
        int doneBefore = done.getInt(key * Integer.BYTES);
        boolean follows = before == 0 ? number <= doneBefore + 1 : number == before + 1;
        if (before == OPEN || !follows) {
            violations.incrementAndGet();
        }
        if (number <= doneBefore) {
            duplicates.incrementAndGet();
        }
        return Math.max(number, doneBefore);
    }

    /** The listener has done with it. */
    void end(int key, int number, int upTo) {
        done.putInt(key * Integer.BYTES, upTo);
        last.set(key, number);
    }

    /** Messages that were done, in all processes; without their duplicates. */
    long done() {
        long sum = 0;
        for (int key = 0; key < keys; key++) {
            sum += done.getInt(key * Integer.BYTES);
        }
        return sum;
    }

    long duplicates() {
        return duplicates.get();
    }

    long violations() {
        return violations.get();
    }
}
