package io.mqspring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What one life of an instance has consumed. Each entry is one write to the file, in the page cache before the call returns, which a
 * process that ends does not take with it. Thread safe.
 */
final class RollingJournal {

    private final FileChannel channel;

    /**
     * A message came to an end.
     *
     * @param number of the message
     * @param queue where it came from
     * @param sentMillis wall clock when it was sent
     * @param doneMillis wall clock when its listener returned
     */
    record Entry(int number, int queue, long sentMillis, long doneMillis) {

        private static final int BYTES = 24;
    }

    RollingJournal(Path file) {
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(Entry entry) {
        ByteBuffer bytes = ByteBuffer.allocate(Entry.BYTES)
                .putInt(entry.number)
                .putInt(entry.queue)
                .putLong(entry.sentMillis)
                .putLong(entry.doneMillis)
                .flip();
        try {
            channel.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Entry> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
        List<Entry> entries = new ArrayList<>();
        while (bytes.remaining() >= Entry.BYTES) {
            entries.add(new Entry(bytes.getInt(), bytes.getInt(), bytes.getLong(), bytes.getLong()));
        }
        return entries;
    }
}
