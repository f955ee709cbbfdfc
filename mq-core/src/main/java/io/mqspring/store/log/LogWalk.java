package io.mqspring.store.log;

import io.mqspring.message.RecordFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Goes from record to record. Where no whole record stands it looks for the next one: a record knows its own position,
 * which makes that reliable. Leases the segment it is in; to be closed. Confined to one thread.
 */
public final class LogWalk implements AutoCloseable {

    private static final int ZERO_RUN = 4096;

    private final CommitLog log;
    private final long limit;
    private final boolean verify;
    private final DamageListener damage;
    private @Nullable Segment segment;
    /** End of the bytes of the segment that are sure to have space on the disk. */
    private int bound;

    private long cursor;
    private int at;
    private int size;
    private long skipped;

    /**
     * @param from position of a record, or any position after damage
     * @param limit nothing at or beyond is looked at
     * @param verify whether checksums are verified
     * @param damage told of what is skipped
     */
    public LogWalk(CommitLog log, long from, long limit, boolean verify, DamageListener damage) {
        this.log = log;
        this.cursor = from;
        this.limit = limit;
        this.verify = verify;
        this.damage = damage;
    }

    /** Moves to the next record; false if there is none. */
    public boolean next() {
        skipped = 0;
        while (cursor < limit) {
            Segment here = enter(cursor);
            if (here == null) {
                return false;
            }
            int position = (int) (cursor - here.base());
            int end = (int) Math.min(bound, limit - here.base());
            if (isRecord(here, position, end)) {
                at = position;
                size = RecordFormat.totalSize(here.buffer(), position);
                cursor += size;
                return true;
            }
            if (isFiller(here, position)) {
                skipped += here.length() - position;
                cursor = here.base() + here.length();
                continue;
            }
            long next = findNext(cursor);
            if (next < 0) {
                return false;
            }
            damage.onDamage(cursor, next);
            skipped += next - cursor;
            cursor = next;
        }
        return false;
    }

    /** Holds the record. */
    public ByteBuffer buffer() {
        if (segment == null) {
            throw new IllegalStateException("not on a record");
        }
        return segment.buffer();
    }

    /** Where the record starts in the buffer. */
    public int at() {
        return at;
    }

    /** Bytes of the record. */
    public int size() {
        return size;
    }

    /** Bytes of fillers and damage between this record and the one before. */
    public long skipped() {
        return skipped;
    }

    /** Where the record starts in the log. */
    public long position() {
        return cursor - size;
    }

    /** Where the next record should start: behind the last one and the fillers after it. */
    public long end() {
        return cursor;
    }

    @Override
    public void close() {
        Segment leased = segment;
        segment = null;
        if (leased != null) {
            leased.release();
        }
    }

    private @Nullable Segment enter(long position) {
        Segment here = log.segmentAt(position);
        if (here != segment) {
            close();
            if (here == null || !here.lease()) {
                return null;
            }
            segment = here;
            bound = verify ? endOfData(here) : here.length();
        }
        return here;
    }

    private boolean isRecord(Segment here, int position, int end) {
        return RecordCheck.isRecord(here.buffer(), position, end, here.base() + position)
                && (!verify || RecordCheck.isIntact(here.buffer(), position));
    }

    private boolean isFiller(Segment here, int position) {
        int rest = here.length() - position;
        return bound - position >= CommitLog.FILLER
                && here.buffer().getInt(position + 4) == RecordFormat.MAGIC_END_OF_SEGMENT
                && here.buffer().getInt(position) == rest;
    }

    /** Start of the next whole record behind a position, or -1. */
    private long findNext(long position) {
        long from = position + 1;
        while (from < limit) {
            Segment here = enter(from);
            if (here == null) {
                return -1;
            }
            int end = (int) Math.min(bound, limit - here.base());
            int found = findIn(here, (int) (from - here.base()), end);
            if (found >= 0) {
                return here.base() + found;
            }
            from = here.base() + here.length();
        }
        return -1;
    }

    private int findIn(Segment here, int from, int end) {
        ByteBuffer buffer = here.buffer();
        int position = skipZeros(here, from);
        int zeros = 0;
        while (end - position >= RecordFormat.MIN_SIZE) {
            if (buffer.getLong(position) == 0) {
                // No magic in these eight bytes: no record starts at any of the first five.
                position += 5;
                zeros += 5;
                if (zeros >= ZERO_RUN) {
                    position = Math.max(position, skipZeros(here, position));
                    zeros = 0;
                }
                continue;
            }
            zeros = 0;
            int magic = buffer.getInt(position + 4);
            if ((magic == RecordFormat.MAGIC_V1 || magic == RecordFormat.MAGIC_V2) && isRecord(here, position, end)) {
                return position;
            }
            position++;
        }
        return -1;
    }

    private static int endOfData(Segment here) {
        try {
            return here.endOfData();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + here.file().path(), e);
        }
    }

    /** Reads past zeros without mapping their pages in; stops before the leading zeros of a record's size. */
    private static int skipZeros(Segment here, int from) {
        try {
            return Math.max(from, here.file().nextNonZero(from) - 3);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + here.file().path(), e);
        }
    }
}
