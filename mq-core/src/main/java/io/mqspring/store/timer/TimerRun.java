package io.mqspring.store.timer;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.zip.CRC32C;

/**
 * A file of timers sorted by due time and offset, 16 bytes each, and the place up to which they have been taken. The file is
 * written once, forced, and never changed; the place is kept by the index's checkpoint.
 */
final class TimerRun {

    /** The earlier head first; heads due at the same time in the order of their offsets. */
    static final Comparator<TimerRun> BY_HEAD =
            Comparator.comparingLong(TimerRun::due).thenComparingLong(TimerRun::offset);

    private static final int ENTRY = 16;

    private final long id;
    private final DiskFile file;
    private final ByteBuffer buffer;
    private final int count;
    private final int crc;
    private int next;
    /** No offset that is left is lower. */
    private long lowestOffset;

    private TimerRun(long id, DiskFile file, int count, int crc, int next) {
        this.id = id;
        this.file = file;
        this.buffer = file.buffer();
        this.count = count;
        this.crc = crc;
        this.next = next;
    }

    /**
     * Writes all of a merge to a new file, durable but for its name.
     *
     * @throws IOException if there is no space, or the disk fails; the file is removed again
     */
    static TimerRun write(Disk disk, long id, TimerMerge timers) throws IOException {
        int count = Math.toIntExact(timers.size());
        DiskFile file = disk.open(path(id), count * ENTRY);
        try {
            file.writeZeros(0, count * ENTRY);
            ByteBuffer buffer = file.buffer();
            for (int at = 0; at < count * ENTRY; at += ENTRY) {
                timers.pop();
                buffer.putLong(at, timers.due());
                buffer.putLong(at + 8, timers.offset());
            }
            file.force(0, count * ENTRY);
            file.releaseHandle();
            return new TimerRun(id, file, count, crc(buffer, count), 0).corrected();
        } catch (IOException e) {
            file.close();
            disk.delete(path(id));
            throw e;
        }
    }

    /**
     * Opens a file that a checkpoint tells of.
     *
     * @throws IOException if it is not what was written
     */
    static TimerRun open(Disk disk, long id, int count, int crc, int next) throws IOException {
        DiskFile file = disk.open(path(id), count * ENTRY);
        file.releaseHandle();
        if (file.length() < count * ENTRY || crc(file.buffer(), count) != crc) {
            file.close();
            throw new IOException(path(id) + " is not as it was written");
        }
        return new TimerRun(id, file, count, crc, next).corrected();
    }

    static String path(long id) {
        return TimerIndex.DIRECTORY + "/" + String.format("%020d", id);
    }

    /** The same file, at the same place, to be read on its own. */
    TimerRun fork() {
        return new TimerRun(id, file, count, crc, next);
    }

    long id() {
        return id;
    }

    int count() {
        return count;
    }

    int crc() {
        return crc;
    }

    int next() {
        return next;
    }

    int remaining() {
        return count - next;
    }

    /** The due time of the head; not of a run at its end. */
    long due() {
        return buffer.getLong(next * ENTRY);
    }

    long offset() {
        return buffer.getLong(next * ENTRY + 8);
    }

    void advance() {
        next++;
    }

    long lowestOffset() {
        return lowestOffset;
    }

    /** Finds the lowest offset that is left; whether it was given too low before. */
    boolean correctLowest() {
        long before = lowestOffset;
        lowestOffset = Long.MAX_VALUE;
        forEach((due, offset) -> lowestOffset = Math.min(lowestOffset, offset));
        return lowestOffset > before;
    }

    private TimerRun corrected() {
        correctLowest();
        return this;
    }

    void forEach(TimerVisitor visitor) {
        for (int i = next; i < count; i++) {
            visitor.visit(buffer.getLong(i * ENTRY), buffer.getLong(i * ENTRY + 8));
        }
    }

    /** Drops the mapping; the file stays until the index removes it. */
    void close() {
        file.close();
    }

    private static int crc(ByteBuffer buffer, int count) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().position(0).limit(count * ENTRY));
        return (int) crc.getValue();
    }
}
