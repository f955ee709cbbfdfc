package io.mqspring.store;

import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordFormat;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.log.RecordCheck;
import io.mqspring.store.log.Segment;
import io.mqspring.store.queue.ConsumeQueue;
import io.mqspring.store.queue.ConsumeQueues;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads by queue offset and by log position, from any thread and without a lock: everything below the published ends stays
 * as it is. An entry whose record is not there, because it is damaged, is passed over.
 */
final class Reader {

    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    /** Reads this near the end of the log find their pages in memory. */
    private static final long RECENT_BYTES = 32L * 1024 * 1024;
    /** A read that finds nothing to its filter ends after so many entries. */
    private static final int MAX_SCANNED = 4096;

    private final CommitLog log;
    private final ConsumeQueues queues;
    private final EntryRepair repair;

    Reader(CommitLog log, ConsumeQueues queues) {
        this.log = log;
        this.repair = new EntryRepair(log);
        this.queues = queues;
    }

    ReadResult read(String topic, int queueId, long offset, int maxCount, int maxBytes, RecordFilter filter) {
        ConsumeQueue queue = queues.find(topic, queueId);
        long max = queue == null ? 0 : queue.max();
        long min = queue == null ? 0 : queue.min();
        if (queue == null || max == 0) {
            return nothing(ReadStatus.EMPTY_QUEUE, 0, min, max);
        }
        if (offset < min) {
            return nothing(ReadStatus.TOO_SMALL, min, min, max);
        }
        if (offset >= max) {
            return nothing(offset == max ? ReadStatus.AT_END : ReadStatus.TOO_LARGE, max, min, max);
        }
        BatchBuilder batch = new BatchBuilder();
        long next = offset;
        long stop = Math.min(max, offset + Math.max(MAX_SCANNED, maxCount));
        while (next < stop && batch.count() < maxCount) {
            int size = queue.size(next);
            if (!filter.matchesEntry(queue.tagsCode(next))) {
                next++;
                continue;
            }
            if (batch.count() > 0 && batch.bytes() + size > maxBytes) {
                break;
            }
            take(queue, next, filter, batch);
            next++;
        }
        if (batch.count() == 0) {
            batch.build().close();
            return nothing(ReadStatus.NOTHING_MATCHED, next, min, max);
        }
        return new ReadResult(ReadStatus.FOUND, batch.build(), next, min, max);
    }

    boolean matches(String topic, int queueId, long offset, RecordFilter filter) {
        ConsumeQueue queue = queues.find(topic, queueId);
        if (queue == null
                || offset < queue.min()
                || offset >= queue.max()
                || !filter.matchesEntry(queue.tagsCode(offset))) {
            return false;
        }
        BatchBuilder batch = new BatchBuilder();
        take(queue, offset, filter, batch);
        batch.build().close();
        return batch.count() > 0;
    }

    boolean isRecent(String topic, int queueId, long offset) {
        ConsumeQueue queue = queues.find(topic, queueId);
        if (queue == null || offset >= queue.max() || offset < queue.min()) {
            return true;
        }
        return queue.position(offset) >= log.readable() - RECENT_BYTES;
    }

    /** The first offset stored at or after a time. */
    long offsetByTime(String topic, int queueId, long wallMillis) {
        ConsumeQueue queue = queues.find(topic, queueId);
        if (queue == null) {
            return 0;
        }
        long low = queue.min();
        long high = queue.max();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (timeNear(queue, middle, high) < wallMillis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    OptionalLong storeTimestamp(String topic, int queueId, long offset) {
        ConsumeQueue queue = queues.find(topic, queueId);
        if (queue == null || offset < queue.min() || offset >= queue.max()) {
            return OptionalLong.empty();
        }
        long time = timeAt(queue, offset);
        return time < 0 ? OptionalLong.empty() : OptionalLong.of(time);
    }

    Optional<RecordBatch> recordAt(long position) {
        BatchBuilder batch = new BatchBuilder();
        addAt(position, batch, (buffer, at) -> true);
        if (batch.count() == 0) {
            batch.build().close();
            return Optional.empty();
        }
        return Optional.of(batch.build());
    }

    /** Adds the record at a position if a whole readable one starts there and matches. */
    void addAt(long position, BatchBuilder batch, KeyLookup.Match match) {
        Segment segment = readableSegment(position);
        if (segment != null && batch.enter(segment)) {
            int at = (int) (position - segment.base());
            int limit = (int) Math.min(segment.buffer().capacity(), log.readable() - segment.base());
            if (RecordCheck.isRecord(segment.buffer(), at, limit, position)
                    && match.test(segment.buffer(), at)
                    && isWhole(position, segment, at)) {
                batch.add(at, RecordFormat.totalSize(segment.buffer(), at));
            }
        }
    }

    private void take(ConsumeQueue queue, long offset, RecordFilter filter, BatchBuilder batch) {
        if (leadsToItsRecord(queue, offset, batch) || (mayBeMended(queue, offset) && repair.mend(queue, offset))) {
            long position = queue.position(offset);
            Segment segment = readableSegment(position);
            if (segment != null && batch.enter(segment)) {
                int at = (int) (position - segment.base());
                if (isWhole(position, segment, at) && filter.matchesRecord(segment.buffer(), at)) {
                    batch.add(at, RecordFormat.totalSize(segment.buffer(), at));
                }
            }
        }
    }

    /** Whether an entry's record is there; its segment is then leased by the batch. */
    private boolean leadsToItsRecord(ConsumeQueue queue, long offset, BatchBuilder batch) {
        long position = queue.position(offset);
        Segment segment = readableSegment(position);
        return segment != null
                && batch.enter(segment)
                && isAt(queue, offset, segment, (int) (position - segment.base()));
    }

    /** Not if it is older than the log, or stands in for a record that recovery found damaged: it leads to a later one. */
    private boolean mayBeMended(ConsumeQueue queue, long offset) {
        if (offset < queue.min()) {
            return false;
        }
        long position = queue.position(offset);
        Segment segment = readableSegment(position);
        if (segment == null || !segment.lease()) {
            return position >= log.start() || position < 0;
        }
        try {
            ByteBuffer buffer = segment.buffer();
            int at = (int) (position - segment.base());
            boolean leadsToLater = RecordCheck.isRecord(buffer, at, buffer.capacity(), position)
                    && queue.owns(buffer, at)
                    && RecordFormat.queueOffset(buffer, at) > offset
                    && RecordCheck.isIntact(buffer, at);
            return !leadsToLater;
        } finally {
            segment.release();
        }
    }

    private static boolean isAt(ConsumeQueue queue, long offset, Segment segment, int at) {
        ByteBuffer buffer = segment.buffer();
        return RecordCheck.isRecord(buffer, at, buffer.capacity(), segment.base() + at)
                && RecordFormat.totalSize(buffer, at) == queue.size(offset)
                && RecordFormat.queueOffset(buffer, at) == offset
                && queue.owns(buffer, at);
    }

    /** Records that have been on the disk for a while: their checksums are looked at before they are handed out. */
    private boolean isWhole(long position, Segment segment, int at) {
        boolean fresh = position >= log.verifiedFrom() && position >= log.readable() - RECENT_BYTES;
        if (fresh || RecordCheck.isIntact(segment.buffer(), at)) {
            return true;
        }
        LOG.warn("The record in {} is damaged: its checksum is wrong; passed over", log.place(position));
        return false;
    }

    private @Nullable Segment readableSegment(long position) {
        return position < 0 || position >= log.readable() ? null : log.segmentAt(position);
    }

    /** Store time of the first readable record at or after an offset; the largest time if there is none before a limit. */
    private long timeNear(ConsumeQueue queue, long offset, long limit) {
        for (long at = offset; at < limit; at++) {
            long time = timeAt(queue, at);
            if (time >= 0) {
                return time;
            }
        }
        return Long.MAX_VALUE;
    }

    private long timeAt(ConsumeQueue queue, long offset) {
        long position = queue.position(offset);
        Segment segment = readableSegment(position);
        if (segment == null || !segment.lease()) {
            return -1;
        }
        try {
            int at = (int) (position - segment.base());
            return isAt(queue, offset, segment, at) ? RecordFormat.storeTimestamp(segment.buffer(), at) : -1;
        } finally {
            segment.release();
        }
    }

    private static ReadResult nothing(ReadStatus status, long next, long min, long max) {
        return new ReadResult(status, RecordBatch.empty(), next, min, max);
    }
}
