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

/**
 * Reads by queue offset and by log position, from any thread and without a lock: everything below the published ends stays
 * as it is. An entry whose record is not there, because it is damaged, is passed over.
 */
final class Reader {

    /** Reads this near the end of the log find their pages in memory. */
    private static final long RECENT_BYTES = 32L * 1024 * 1024;
    /** A read that finds nothing to its filter ends after so many entries. */
    private static final int MAX_SCANNED = 4096;

    private final CommitLog log;
    private final ConsumeQueues queues;

    Reader(CommitLog log, ConsumeQueues queues) {
        this.log = log;
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
            take(queue, next, size, filter, batch);
            next++;
        }
        if (batch.count() == 0) {
            batch.build().close();
            return nothing(ReadStatus.NOTHING_MATCHED, next, min, max);
        }
        return new ReadResult(ReadStatus.FOUND, batch.build(), next, min, max);
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
        addAt(position, batch);
        if (batch.count() == 0) {
            batch.build().close();
            return Optional.empty();
        }
        return Optional.of(batch.build());
    }

    /** Adds the record at a position if a whole readable one starts there. */
    void addAt(long position, BatchBuilder batch) {
        Segment segment = readableSegment(position);
        if (segment != null && batch.enter(segment)) {
            int at = (int) (position - segment.base());
            int limit = (int) Math.min(segment.buffer().capacity(), log.readable() - segment.base());
            if (RecordCheck.isRecord(segment.buffer(), at, limit, position)) {
                batch.add(at, RecordFormat.totalSize(segment.buffer(), at));
            }
        }
    }

    private void take(ConsumeQueue queue, long offset, int size, RecordFilter filter, BatchBuilder batch) {
        long position = queue.position(offset);
        Segment segment = readableSegment(position);
        if (segment == null || !batch.enter(segment)) {
            return;
        }
        ByteBuffer buffer = segment.buffer();
        int at = (int) (position - segment.base());
        if (isAt(queue, offset, size, segment, at) && filter.matchesRecord(buffer, at)) {
            batch.add(at, size);
        }
    }

    private static boolean isAt(ConsumeQueue queue, long offset, int size, Segment segment, int at) {
        ByteBuffer buffer = segment.buffer();
        return RecordCheck.isRecord(buffer, at, buffer.capacity(), segment.base() + at)
                && RecordFormat.totalSize(buffer, at) == size
                && RecordFormat.queueOffset(buffer, at) == offset
                && RecordFormat.queueId(buffer, at) == queue.queueId();
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
            return isAt(queue, offset, queue.size(offset), segment, at)
                    ? RecordFormat.storeTimestamp(segment.buffer(), at)
                    : -1;
        } finally {
            segment.release();
        }
    }

    private static ReadResult nothing(ReadStatus status, long next, long min, long max) {
        return new ReadResult(status, RecordBatch.empty(), next, min, max);
    }
}
