package io.mqspring.store.queue;

import io.mqspring.message.RecordFormat;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.FileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One queue of a topic: where its records lie in the log, by offset. Entries are written under the store's append lock;
 * offsets below {@link #max} may be read by any thread. Forcing and trimming belong to the flusher.
 */
public final class ConsumeQueue {

    private final Disk disk;
    private final String topic;
    private final byte[] topicBytes;
    private final int queueId;
    private final int fileBytes;
    private final AtomicLong max = new AtomicLong();
    private final AtomicInteger arrivals = new AtomicInteger();
    /** Shared by all queues; guards the lists of files, which appenders extend and the flusher shortens. */
    private final ReentrantLock filesLock;

    private volatile QueueFile[] files;
    private volatile long min;
    private long next;
    private long arrived;
    private long forced;
    /** Known after recovery, so that opening need not look; -1 if not. */
    private long firstPosition = -1;

    private volatile boolean namesDurable;
    private boolean dirty;

    ConsumeQueue(Disk disk, String topic, int queueId, int fileBytes, ReentrantLock filesLock, QueueFile[] files) {
        this.disk = disk;
        this.topic = topic;
        this.topicBytes = topic.getBytes(StandardCharsets.UTF_8);
        this.queueId = queueId;
        this.fileBytes = fileBytes;
        this.filesLock = filesLock;
        this.files = files;
    }

    public String topic() {
        return topic;
    }

    public int queueId() {
        return queueId;
    }

    /** Whether a well-formed record says that it belongs to this queue. */
    public boolean owns(ByteBuffer record, int at) {
        return RecordFormat.queueId(record, at) == queueId && RecordFormat.hasTopic(record, at, topicBytes);
    }

    /** First offset that can be read. */
    public long min() {
        return min;
    }

    /** The offset that the next readable record will have. */
    public long max() {
        return max.get();
    }

    /** The offset that the next record gets. Under the append lock. */
    public long next() {
        return next;
    }

    /** Lets readers see entries below an offset; only grows. */
    public void publish(long end) {
        if (end > max.get()) {
            max.lazySet(end);
        }
    }

    /** Log position in an entry; -1 if it was trimmed meanwhile. */
    public long position(long offset) {
        QueueFile file = fileOf(offset);
        return file == null ? -1 : file.position(at(file, offset));
    }

    /** Record size in an entry; 0 if it was trimmed meanwhile. */
    public int size(long offset) {
        QueueFile file = fileOf(offset);
        return file == null ? 0 : file.size(at(file, offset));
    }

    /** Tags code in an entry. */
    public long tagsCode(long offset) {
        QueueFile file = fileOf(offset);
        return file == null ? 0 : file.tagsCode(at(file, offset));
    }

    /** Whether an entry leads to no record, by its form alone. */
    public boolean isBlank(long offset) {
        return size(offset) == QueueFile.BLANK_SIZE;
    }

    /**
     * Makes room for the next entries, in new files if need be. Under the append lock.
     *
     * @throws IOException if the disk has no space; nothing is changed then
     */
    public void reserve(int count) throws IOException {
        long end = (next + count) * QueueFile.ENTRY;
        QueueFile[] all = files;
        if (all.length > 0) {
            QueueFile last = all[all.length - 1];
            last.ensure((int) Math.min(last.length(), end - last.base()));
        }
        long covered = all.length == 0 ? next * QueueFile.ENTRY / fileBytes * fileBytes : endOf(all);
        int added = 0;
        try {
            while (covered < end) {
                addFile(covered, (int) Math.min(fileBytes, end - covered));
                covered += fileBytes;
                added++;
            }
        } catch (IOException e) {
            // A file without entries would count as one with a broken entry.
            dropLast(added);
            throw e;
        }
    }

    /** Writes the next entry, where {@link #reserve} made room. Under the append lock. */
    public void put(long position, int size, long tagsCode) {
        QueueFile file = fileOf(next);
        if (file == null) {
            throw new IllegalStateException("no room was reserved");
        }
        file.put(at(file, next), position, size, tagsCode);
        next++;
    }

    /** Writes an existing entry anew, with what its record says. */
    public void mend(long offset, long position, int size, long tagsCode) {
        QueueFile file = fileOf(offset);
        if (file != null) {
            file.put(at(file, offset), position, size, tagsCode);
        }
    }

    /** Writes entries up to an offset that lead nowhere, because the queue begins or goes on there. */
    void putBlanks(long upTo) throws IOException {
        if (files.length == 0) {
            next = upTo * QueueFile.ENTRY / fileBytes * fileBytes / QueueFile.ENTRY;
            forced = next;
        }
        while (next < upTo) {
            reserve(1);
            put(0, QueueFile.BLANK_SIZE, 0);
        }
    }

    /**
     * Tells a listener of each entry published since the last call, in order, once; a call beside another one leaves it
     * to that one.
     */
    public void drainArrivals(ArrivalSink sink) {
        if (arrivals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            long end = max.get();
            long at = Math.max(arrived, min);
            while (at < end) {
                long offset = at++;
                arrived = at;
                sink.onArrival(topic, queueId, offset, tagsCode(offset));
            }
            seen = arrivals.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Takes arrivals; must not throw. */
    @FunctionalInterface
    public interface ArrivalSink {
        void onArrival(String topic, int queueId, long offset, long tagsCode);
    }

    /**
     * Makes entries below an offset durable, and the names of their files. On the flusher.
     *
     * @return whether the names of the directories above have to be made durable, too
     */
    boolean force(long end) throws IOException {
        boolean named = !namesDurable;
        if (named) {
            // Set first: an appender may add a file meanwhile.
            namesDurable = true;
            try {
                disk.syncOnly(directory(topic, queueId));
            } catch (IOException e) {
                namesDurable = false;
                throw e;
            }
        }
        for (QueueFile file : files) {
            long from = Math.max(forced, file.firstOffset());
            long to = Math.min(end, (file.base() + file.length()) / QueueFile.ENTRY);
            if (from < to || file.isCleared()) {
                file.force(at(file, Math.min(from, to)), (int) (to * QueueFile.ENTRY - file.base()));
            }
        }
        forced = Math.max(forced, end);
        return named;
    }

    /** The names above are not durable after all. */
    void namesInDoubt() {
        namesDurable = false;
    }

    /** Moves the first offset past records that the log no longer keeps, and removes files that hold only such. */
    void trim(long logStart) throws IOException {
        long end = max.get();
        long low = min;
        if (low == end || position(low) >= logStart) {
            return;
        }
        min = firstFrom(logStart, end);
        removeFilesBefore(min);
    }

    /** Sets the end after recovery: entries below are believed, readable and durable or dirty. */
    void resumeAt(long end, long logStart) {
        next = end;
        forced = Math.max(forced, files.length == 0 ? 0 : files[0].firstOffset());
        arrived = end;
        min = files.length == 0 ? 0 : files[0].firstOffset();
        max.set(end);
        min = firstFrom(logStart, end);
    }

    /** The first offset at or after the present minimum whose record lies at a position or behind it. */
    private long firstFrom(long logStart, long end) {
        long low = min;
        long high = firstPosition >= logStart ? low : end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (isBlank(middle) || steadyPosition(middle, end) < logStart) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The position of an entry, or of a neighbour if the entry is damaged: positions only rise, and none is negative. */
    private long steadyPosition(long offset, long end) {
        long here = position(offset);
        if (offset <= min || offset + 1 >= end) {
            return here < 0 ? Long.MAX_VALUE : here;
        }
        long before = position(offset - 1);
        long behind = position(offset + 1);
        return Math.max(Math.min(before, behind), Math.min(Math.max(before, behind), here));
    }

    /**
     * What is in the files before recovery adds to it.
     *
     * @param end where it ends
     * @param first where its first entry leads to, -1 if nowhere
     * @param named whether the names of its files are durable
     */
    void believe(long end, long first, boolean named) {
        next = end;
        forced = end;
        firstPosition = first;
        namesDurable = named;
    }

    boolean isDirty() {
        return dirty;
    }

    void setDirty(boolean changed) {
        dirty = changed;
    }

    QueueFile[] files() {
        return files;
    }

    void keepFiles(QueueFile[] kept) {
        files = kept;
    }

    void close() {
        for (QueueFile file : files) {
            file.unload();
        }
    }

    /** Deletes all files: the queue is removed. */
    void removeFiles() throws IOException {
        QueueFile[] all = files;
        for (QueueFile file : all) {
            file.retire();
        }
    }

    static String directory(String topic, int queueId) {
        return ConsumeQueues.DIRECTORY + "/" + topic + "/" + queueId;
    }

    private void removeFilesBefore(long offset) throws IOException {
        QueueFile[] all;
        int gone = 0;
        filesLock.lock();
        try {
            all = files;
            while (gone < all.length - 1 && (all[gone].base() + fileBytes) / QueueFile.ENTRY <= offset) {
                gone++;
            }
            files = Arrays.copyOfRange(all, gone, all.length);
        } finally {
            filesLock.unlock();
        }
        for (int i = 0; i < gone; i++) {
            all[i].retire();
        }
    }

    private void addFile(long base, int bytes) throws IOException {
        String path = directory(topic, queueId) + "/" + FileNames.of(base);
        QueueFile file = new QueueFile(disk, path, base, fileBytes, 0);
        try {
            file.ensure(bytes);
        } catch (IOException e) {
            file.retire();
            throw e;
        }
        filesLock.lock();
        try {
            QueueFile[] more = Arrays.copyOf(files, files.length + 1);
            more[more.length - 1] = file;
            files = more;
        } finally {
            filesLock.unlock();
        }
        namesDurable = false;
    }

    private void dropLast(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            QueueFile[] all = files;
            filesLock.lock();
            try {
                files = Arrays.copyOf(all, all.length - 1);
            } finally {
                filesLock.unlock();
            }
            all[all.length - 1].retire();
        }
    }

    private long endOf(QueueFile[] all) {
        return all[all.length - 1].base() + fileBytes;
    }

    private @Nullable QueueFile fileOf(long offset) {
        QueueFile[] all = files;
        if (all.length == 0) {
            return null;
        }
        long index = Math.floorDiv(offset * QueueFile.ENTRY - all[0].base(), (long) fileBytes);
        return index < 0 || index >= all.length ? null : all[(int) index];
    }

    private static int at(QueueFile file, long offset) {
        return (int) (offset * QueueFile.ENTRY - file.base());
    }
}
