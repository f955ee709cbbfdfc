package io.mqspring.store.disk;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file mapped whole. Forcing goes through the handle while there is one (the cheaper call: it leaves out the file's
 * times), else through the mapping.
 */
final class MappedFile implements DiskFile {

    /**
     * Zeros are written page by page: longer writes make the system keep the range in large units, and then every small
     * mapped write costs a force of such a unit.
     */
    private static final int PAGE = 4096;

    private static final byte[] ZEROS = new byte[PAGE];
    private static final int SCAN_BYTES = 64 * 1024;

    private final File file;
    private final String path;
    private final int length;
    private final MappedByteBuffer mapping;
    private final ReentrantLock handleLock = new ReentrantLock();
    private @Nullable RandomAccessFile handle;

    private MappedFile(File file, String path, int length, RandomAccessFile handle, MappedByteBuffer mapping) {
        this.file = file;
        this.path = path;
        this.length = length;
        this.handle = handle;
        this.mapping = mapping;
    }

    static MappedFile open(File file, String path, int length) throws IOException {
        return Uninterrupted.call(() -> {
            RandomAccessFile handle = new RandomAccessFile(file, "rw");
            try {
                if (handle.length() < length) {
                    handle.setLength(length);
                }
                MappedByteBuffer mapping = handle.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, length);
                return new MappedFile(file, path, length, handle, mapping);
            } catch (IOException | RuntimeException e) {
                handle.close();
                throw e;
            }
        });
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public ByteBuffer buffer() {
        return mapping;
    }

    @Override
    public void writeZeros(int from, int to) throws IOException {
        withHandle(open -> {
            open.seek(from);
            int at = from;
            while (at < to) {
                int count = Math.min(to, (at / PAGE + 1) * PAGE) - at;
                open.write(ZEROS, 0, count);
                at += count;
            }
            return at;
        });
    }

    @Override
    public int nextNonZero(int from) throws IOException {
        return withHandle(open -> {
            byte[] chunk = new byte[Math.max(1, Math.min(SCAN_BYTES, length - from))];
            ByteBuffer zeros = ByteBuffer.allocate(chunk.length);
            open.seek(from);
            int at = from;
            while (at < length) {
                int count = open.read(chunk, 0, Math.min(chunk.length, length - at));
                if (count < 0) {
                    return length;
                }
                int differs = ByteBuffer.wrap(chunk, 0, count)
                        .mismatch(zeros.duplicate().limit(count));
                if (differs >= 0) {
                    return at + differs;
                }
                at += count;
            }
            return length;
        });
    }

    @Override
    public int endOfData() throws IOException {
        return withHandle(open -> {
            byte[] chunk = new byte[Math.min(SCAN_BYTES, length)];
            for (int at = (length - 1) / SCAN_BYTES * SCAN_BYTES; at >= 0; at -= SCAN_BYTES) {
                int last = readAt(open, at, chunk) - 1;
                while (last >= 0 && chunk[last] == 0) {
                    last--;
                }
                if (last >= 0) {
                    return at + last + 1;
                }
            }
            return 0;
        });
    }

    @Override
    public void read(int from, byte[] into) throws IOException {
        withHandle(open -> {
            open.seek(from);
            open.readFully(into);
            return from;
        });
    }

    @Override
    public int clear(int from) throws IOException {
        return withHandle(open -> {
            byte[] chunk = new byte[Math.max(1, Math.min(SCAN_BYTES, length - from))];
            int first = -1;
            int end = 0;
            int count = 0;
            for (int at = from; at < length; at += Math.max(1, count)) {
                count = readAt(open, at, chunk);
                for (int page = 0; page < count; ) {
                    int pageEnd = Math.min(count, ((at + page) / PAGE + 1) * PAGE - at);
                    if (!Arrays.equals(chunk, page, pageEnd, ZEROS, 0, pageEnd - page)) {
                        open.seek(at + page);
                        open.write(ZEROS, 0, pageEnd - page);
                        first = first < 0 ? at + page : first;
                        end = at + pageEnd;
                    }
                    page = pageEnd;
                }
            }
            return first < 0 ? 0 : end - first;
        });
    }

    @Override
    public void force(int from, int to) throws IOException {
        if (from >= to) {
            return;
        }
        if (hasHandle()) {
            // Not under the lock: an appender that secures space must not wait for the disk.
            Uninterrupted.call(() -> {
                openHandle().getChannel().force(false);
                return to;
            });
        } else {
            try {
                mapping.force(from, to - from);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    @Override
    public void redirty(int from, int to) {
        for (int at = from; at < to; at = (at / PAGE + 1) * PAGE) {
            mapping.put(at, mapping.get(at));
        }
    }

    @Override
    public void rewrite(int from, int to) throws IOException {
        withHandle(open -> {
            byte[] page = new byte[PAGE];
            for (int at = from; at < to; ) {
                int count = Math.min(to, (at / PAGE + 1) * PAGE) - at;
                open.seek(at);
                open.readFully(page, 0, count);
                open.seek(at);
                open.write(page, 0, count);
                at += count;
            }
            return to;
        });
    }

    @Override
    public void releaseHandle() {
        handleLock.lock();
        try {
            closeHandle();
        } finally {
            handleLock.unlock();
        }
    }

    @Override
    public void close() {
        releaseHandle();
    }

    @Override
    public void discard() {
        releaseHandle();
        truncate(file);
    }

    /**
     * Frees a file's space although it may be mapped: without this, that lasts until the collector finds the mapping. Where a
     * system refuses, it does last so long.
     */
    static void truncate(File file) {
        if (file.length() > 0) {
            try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
                open.setLength(0);
            } catch (IOException ignored) {
                // Justification: the space comes back later, as said above.
                return;
            }
        }
    }

    private static int readAt(RandomAccessFile open, int at, byte[] chunk) throws IOException {
        open.seek(at);
        int count = 0;
        while (count < chunk.length) {
            int read = open.read(chunk, count, chunk.length - count);
            if (read < 0) {
                break;
            }
            count += read;
        }
        return count;
    }

    private interface HandleUse {
        int apply(RandomAccessFile open) throws IOException;
    }

    private int withHandle(HandleUse use) throws IOException {
        handleLock.lock();
        try {
            return Uninterrupted.call(() -> use.apply(openHandle()));
        } finally {
            handleLock.unlock();
        }
    }

    private boolean hasHandle() {
        handleLock.lock();
        try {
            return handle != null;
        } finally {
            handleLock.unlock();
        }
    }

    private RandomAccessFile openHandle() throws IOException {
        handleLock.lock();
        try {
            RandomAccessFile open = handle;
            if (open == null || !open.getChannel().isOpen()) {
                open = new RandomAccessFile(file, "rw");
                handle = open;
            }
            return open;
        } finally {
            handleLock.unlock();
        }
    }

    private void closeHandle() {
        RandomAccessFile open = handle;
        handle = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException ignored) {
                // Justification: what was written through it is known to be durable only after a force, closed or not.
                return;
            }
        }
    }
}
