package io.mqspring.store.log;

import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only sequence of records, in segments of equal length whose names are their positions. A record never crosses
 * a segment's end: what does not fit is preceded by a filler over the rest.
 *
 * <pre>
 * commitlog/00000000000000000000   record record ... record filler
 * commitlog/00000000000067108864   record record .......0000000000   (secured zeros, then sparse)
 *
 * filler:  rest of the segment (4)   magic 0xCBD43194 (4)   anything
 * </pre>
 *
 * The tail is guarded by the store's append lock; {@link #forceTo}, {@link #prepareAhead} and {@link #removeBefore} belong to
 * the flusher; the rest is for any thread.
 */
public final class CommitLog {

    /** Where segments lie. */
    public static final String DIRECTORY = "commitlog";

    /** Bytes that must stay behind the last record of a segment. */
    public static final int FILLER = 8;

    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

    private final Disk disk;
    private final int segmentSize;
    private final int step;
    private final Room room;
    private final ReentrantLock preparing = new ReentrantLock();
    private final AtomicLong readable = new AtomicLong();
    private final AtomicInteger retiring = new AtomicInteger();
    private volatile Segment[] segments;
    private @Nullable Segment tailSegment;
    private @Nullable Segment prepared;
    private long tail;
    private volatile long forced;
    private volatile long verifiedFrom;

    /** @param step bytes to secure ahead of the tail at a time */
    CommitLog(Disk disk, int segmentSize, int step, Room room, Segment[] segments) {
        this.disk = disk;
        this.room = room;
        this.segmentSize = segmentSize;
        this.step = step;
        this.segments = segments;
    }

    /** Bytes of a segment. */
    public int segmentSize() {
        return segmentSize;
    }

    /** First position that is kept. */
    public long start() {
        Segment[] all = segments;
        return all.length == 0 ? readable.get() : all[0].base();
    }

    /** End of what readers may see. */
    public long readable() {
        return readable.get();
    }

    /** Lets readers see more; only grows. */
    public void publish(long end) {
        if (end > readable.get()) {
            readable.lazySet(end);
        }
    }

    /** The segment that holds a position, or null if it is not kept. */
    public @Nullable Segment segmentAt(long position) {
        Segment[] all = segments;
        if (all.length == 0) {
            return null;
        }
        long index = Math.floorDiv(position - all[0].base(), segmentSize);
        return index < 0 || index >= all.length ? null : all[(int) index];
    }

    /** Where the next record goes, unless it does not fit there. Under the append lock. */
    public long tail() {
        return tail;
    }

    /** Whether bytes fit a segment at all. */
    public boolean fits(long size) {
        return size + FILLER <= segmentSize;
    }

    /**
     * Makes room for bytes at the tail, in a new segment if they do not fit the present one. Under the append lock.
     *
     * @throws IOException if the disk has no space; nothing is changed for readers then
     */
    public void reserve(int size) throws IOException {
        Segment current = tailSegment;
        if (current == null) {
            switchTo(nextSegment(tail, size));
            return;
        }
        int position = (int) (tail - current.base());
        if (size + FILLER > segmentSize - position) {
            current.ensure(position + FILLER);
            Segment next = nextSegment(current.base() + segmentSize, size);
            current.buffer().putInt(position, segmentSize - position);
            current.buffer().putInt(position + 4, RecordFormat.MAGIC_END_OF_SEGMENT);
            tail = next.base();
            switchTo(next);
        } else {
            current.ensure(position + size + FILLER);
        }
    }

    /** Writes a record at the tail, where {@link #reserve} made room. Under the append lock. */
    public int write(RecordContent content, long queueOffset, long storeTimestamp) {
        Segment current = tailSegment;
        if (current == null) {
            throw new IllegalStateException("no room was reserved");
        }
        int position = (int) (tail - current.base());
        int size = RecordFormat.encode(content, current.buffer(), position, queueOffset, tail, storeTimestamp);
        tail += size;
        return size;
    }

    /** Whether the flusher should secure space. Under the append lock. */
    public boolean runsShort() {
        Segment current = tailSegment;
        return current != null
                && current.secured() < segmentSize
                && current.secured() - (tail - current.base()) < step / 4;
    }

    /** Records from here on were verified by recovery or written since; older ones may have decayed unseen. */
    public long verifiedFrom() {
        return verifiedFrom;
    }

    /** Says that recovery has verified everything from a position on. */
    void verifiedFrom(long position) {
        verifiedFrom = position;
    }

    /** A position as a message names it: the file, and where in it. */
    public String place(long position) {
        long base = position - Math.floorMod(position, (long) segmentSize);
        return path(base) + " at byte " + (position - base) + " (log position " + position + ")";
    }

    /** End of what is durable. */
    public long forced() {
        return forced;
    }

    /**
     * Makes everything below a position that was the tail durable. On the flusher. After a failure, {@link #redirtyTo} comes
     * first: the next force alone would not write what the failed one left.
     */
    public void forceTo(long end) throws IOException {
        long at = forced;
        while (at < end) {
            Segment segment = segmentAt(at);
            if (segment == null) {
                throw new IOException("the log has no segment at " + at);
            }
            if (!segment.isNameDurable()) {
                disk.sync(DIRECTORY);
                segment.nameIsDurable();
            }
            long until = Math.min(end, segment.base() + segmentSize);
            segment.file().force((int) (at - segment.base()), (int) (until - segment.base()));
            at = until;
        }
        forced = Math.max(forced, end);
    }

    /** Marks what is not durable as written anew, after a failed force. On the flusher, while nobody appends. */
    public void redirtyTo(long end) {
        long at = forced;
        while (at < end) {
            Segment segment = segmentAt(at);
            if (segment == null) {
                return;
            }
            long until = Math.min(end, segment.base() + segmentSize);
            segment.file().redirty((int) (at - segment.base()), (int) (until - segment.base()));
            at = until;
        }
    }

    /** Writes anew what recovery found from a position on: an earlier process may have failed to force it. */
    void rewrite(long from, long end) throws IOException {
        long at = from;
        while (at < end) {
            Segment segment = segmentAt(at);
            if (segment == null) {
                return;
            }
            long until = Math.min(end, segment.base() + segmentSize);
            segment.file().rewrite((int) (at - segment.base()), (int) (until - segment.base()));
            at = until;
        }
    }

    /**
     * Secures space behind a position that was the tail and prepares the next segment. On the flusher.
     *
     * @throws IOException if there is no space
     */
    public void prepareAhead(long position) throws IOException {
        Segment segment = segmentAt(position);
        if (segment != null) {
            segment.secureAhead((int) (position - segment.base()), step);
        }
        preparing.lock();
        try {
            long next = nextBase();
            if (prepared == null) {
                prepared = make(next);
            }
            prepared.secureAhead(0, Math.min(step, segmentSize));
            if (!prepared.isNameDurable()) {
                disk.sync(DIRECTORY);
                prepared.nameIsDurable();
            }
        } finally {
            preparing.unlock();
        }
    }

    /** Stops listing whole segments that end at or before a position; each goes when its leases are back. On the flusher. */
    public int removeBefore(long position) {
        Segment[] all = segments;
        int count = 0;
        while (count < all.length - 1 && all[count].base() + segmentSize <= position) {
            count++;
        }
        if (count > 0) {
            Segment[] kept = new Segment[all.length - count];
            preparing.lock();
            try {
                all = segments;
                kept = Arrays.copyOfRange(all, count, all.length);
                segments = kept;
            } finally {
                preparing.unlock();
            }
            for (int i = 0; i < count; i++) {
                Segment gone = all[i];
                retiring.incrementAndGet();
                gone.retire(() -> unlink(gone));
            }
        }
        return count;
    }

    /** Bytes of removed segments that are still leased. */
    public long retiringBytes() {
        return (long) retiring.get() * segmentSize;
    }

    /** The segments there are, oldest first. */
    public Segment[] segments() {
        return segments.clone();
    }

    /** Sets the tail after recovery; everything below is durable and readable. */
    public void resumeAt(long end) {
        tail = end;
        forced = end;
        readable.set(end);
        tailSegment = segmentAt(end);
    }

    /** Makes the names of all segments durable with one call. */
    void namesAreDurable() throws IOException {
        if (segments.length > 0) {
            disk.sync(DIRECTORY);
            for (Segment segment : segments) {
                segment.nameIsDurable();
            }
        }
    }

    /** Lists only these segments, after recovery removed the others. */
    void keepFirst(Segment[] kept) {
        segments = kept;
    }

    /** Gives the files back. Readers may go on with what they hold. */
    public void close() {
        for (Segment segment : segments) {
            segment.file().close();
        }
        preparing.lock();
        try {
            if (prepared != null) {
                prepared.file().close();
            }
        } finally {
            preparing.unlock();
        }
    }

    private Segment nextSegment(long base, int size) throws IOException {
        preparing.lock();
        try {
            Segment next = prepared;
            if (next == null || next.base() != base) {
                next = make(base);
                prepared = next;
            }
            next.ensure(size + FILLER);
            return next;
        } finally {
            preparing.unlock();
        }
    }

    private void switchTo(Segment next) {
        preparing.lock();
        try {
            Segment[] all = segments;
            Segment[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = next;
            segments = more;
            prepared = null;
        } finally {
            preparing.unlock();
        }
        tailSegment = next;
    }

    private long nextBase() {
        Segment[] all = segments;
        return all.length == 0 ? forced : all[all.length - 1].base() + segmentSize;
    }

    private Segment make(long base) throws IOException {
        return new Segment(base, disk.open(path(base), segmentSize), room, 0, false);
    }

    private void unlink(Segment segment) {
        retiring.decrementAndGet();
        try {
            disk.delete(segment.file().path());
        } catch (IOException | UncheckedIOException e) {
            LOG.warn(
                    "Segment {} cannot be deleted; it is deleted at the next start",
                    segment.file().path(),
                    e);
        }
    }

    static String path(long base) {
        return DIRECTORY + "/" + FileNames.of(base);
    }
}
