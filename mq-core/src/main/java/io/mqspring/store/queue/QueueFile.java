package io.mqspring.store.queue;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One file of a queue's index, mapped when it is first used. Written under the append lock, read by any thread.
 *
 * <pre>
 * entry, 20 bytes:   position in the log (8)   size of the record (4)   tags code (8)
 * </pre>
 *
 * Zeros follow the last entry. A blank entry (position 0, size 0x7FFFFFFF) stands for offsets before the queue's first.
 */
final class QueueFile {

    static final int ENTRY = 20;
    static final int BLANK_SIZE = Integer.MAX_VALUE;
    private static final int SECURE_STEP = 4096;

    private final Disk disk;
    private final String path;
    private final long base;
    private final int length;
    private final ReentrantLock mapping = new ReentrantLock();
    private volatile @Nullable DiskFile file;
    private int secured;
    private boolean suspect;
    private volatile boolean cleared;
    private boolean retired;

    /** @param secured bytes that are known to have space on the disk */
    QueueFile(Disk disk, String path, long base, int length, int secured) {
        this.disk = disk;
        this.path = path;
        this.base = base;
        this.length = length;
        this.secured = secured;
    }

    String path() {
        return path;
    }

    /** Byte position of the file in its queue's endless file. */
    long base() {
        return base;
    }

    int length() {
        return length;
    }

    long firstOffset() {
        return base / ENTRY;
    }

    long position(int at) {
        return buffer().getLong(at);
    }

    int size(int at) {
        return buffer().getInt(at + 8);
    }

    long tagsCode(int at) {
        return buffer().getLong(at + 12);
    }

    /** Makes sure that entries up to a byte have space on the disk, in steps of a page. */
    void ensure(int upTo) throws IOException {
        if (secured < upTo) {
            int to = Math.min(length, Math.max(upTo, (secured / SECURE_STEP + 1) * SECURE_STEP));
            DiskFile open = open();
            try {
                open.writeZeros(secured, to);
                secured = to;
            } finally {
                open.releaseHandle();
            }
        }
    }

    void put(int at, long position, int size, long tagsCode) {
        ByteBuffer buffer = buffer();
        buffer.putLong(at, position);
        buffer.putInt(at + 8, size);
        buffer.putLong(at + 12, tagsCode);
    }

    /** Makes bytes durable; after a failure all of the file is written anew before it is forced again. */
    void force(int from, int to) throws IOException {
        DiskFile open = open();
        if (suspect) {
            open.redirty(0, secured);
        }
        boolean whole = suspect || cleared;
        suspect = true;
        open.force(whole ? 0 : from, whole ? length : to);
        suspect = false;
        cleared = false;
    }

    /** Whether nothing stands from an entry on. */
    boolean isZeroFrom(int entry) throws IOException {
        return open().nextNonZero(entry * ENTRY) >= length;
    }

    /** Whether it was cleared and not forced since. */
    boolean isCleared() {
        return cleared;
    }

    /** Zeros everything from an entry on; what is there is not believed. The next force makes that durable. */
    void clearFrom(int entry) throws IOException {
        DiskFile open = open();
        cleared = open.clear(entry * ENTRY) > 0;
        secured = entry * ENTRY;
    }

    /** Nothing follows an entry: nobody knows for how much of the rest there is space. */
    void endsAt(int entry) {
        secured = entry * ENTRY;
    }

    /**
     * How many entries from the first one on lead below a log position. Touches no memory: behind the last entry there may be
     * no space, and a queue that nobody uses takes none.
     */
    int entriesBelow(long limit) throws IOException {
        int low = 0;
        int high = length / ENTRY;
        while (low < high) {
            int middle = (low + high) >>> 1;
            Place place = place(middle);
            if (place.size > 0 && place.position >= 0 && place.position < limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where an entry leads to; as {@link #entriesBelow}. */
    Place place(int entry) throws IOException {
        byte[] bytes = new byte[12];
        open().read(entry * ENTRY, bytes);
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        return new Place(fields.getLong(), fields.getInt());
    }

    /** A record's position and size, as an entry says. */
    record Place(long position, int size) {

        boolean isBlank() {
            return size == BLANK_SIZE;
        }
    }

    /** Lets the mapping go; it comes back with the next use. */
    void unload() {
        mapping.lock();
        try {
            DiskFile open = file;
            file = null;
            if (open != null) {
                open.close();
            }
        } finally {
            mapping.unlock();
        }
    }

    /** Deletes the file and gives its space back at once: nobody else may know it yet. */
    void drop() throws IOException {
        open().discard();
        retire();
    }

    /** Deletes the file; who still reads it sees what was mapped, or zeros. */
    void retire() throws IOException {
        mapping.lock();
        try {
            retired = true;
            DiskFile open = file;
            if (open != null) {
                open.close();
            }
            disk.delete(path);
        } finally {
            mapping.unlock();
        }
    }

    private ByteBuffer buffer() {
        DiskFile open = file;
        if (open != null) {
            return open.buffer();
        }
        try {
            if (retiredWithoutMapping()) {
                return ByteBuffer.allocate(length);
            }
            DiskFile opened = open();
            opened.releaseHandle();
            return opened.buffer();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path, e);
        }
    }

    private boolean retiredWithoutMapping() {
        mapping.lock();
        try {
            return retired && file == null;
        } finally {
            mapping.unlock();
        }
    }

    private DiskFile open() throws IOException {
        mapping.lock();
        try {
            DiskFile open = file;
            if (open == null) {
                if (retired) {
                    throw new IOException(path + " is deleted");
                }
                open = disk.open(path, length);
                file = open;
            }
            return open;
        } finally {
            mapping.unlock();
        }
    }
}
