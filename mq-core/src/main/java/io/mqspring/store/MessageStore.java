package io.mqspring.store;

import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One durable, append-only log with a queue index per (topic, queue). Appends may come from any thread and never block on
 * the disk; reads may come from any thread and take no lock. What is not yet readable (with synchronous flush: not yet
 * forced) does not exist for readers. Topics and queues come into being with their first record.
 */
public interface MessageStore extends AutoCloseable {

    /**
     * Appends one record at the end of its queue and of the log. The callback is called exactly once: in the caller's
     * thread, or with synchronous flush, unless {@code waitForFlush} is false, by the flusher when the record is forced.
     */
    void append(RecordContent content, boolean waitForFlush, AppendCallback callback);

    /**
     * Appends records of one queue at consecutive queue offsets, all or none; the callback gets the first one's place.
     */
    void appendAll(List<RecordContent> contents, boolean waitForFlush, AppendCallback callback);

    /**
     * Reads records of a queue from an offset on. The caller closes the batch of the result. May touch pages that are not
     * in memory unless {@link #isRecent} said so.
     *
     * @param maxCount at most this many records
     * @param maxBytes at most this many bytes, but always one record if one matches
     */
    ReadResult read(String topic, int queueId, long offset, int maxCount, int maxBytes, RecordFilter filter);

    /** Whether the record at an offset can be read and is one that a filter chooses. */
    boolean matches(String topic, int queueId, long offset, RecordFilter filter);

    /** Whether a read from this offset stays in the recent window of the log, so that an event loop may do it. */
    boolean isRecent(String topic, int queueId, long offset);

    /** The first offset that can be read; 0 for a queue that is empty or unknown. */
    long minOffset(String topic, int queueId);

    /** The offset that the next readable record will have: one more than the last readable; 0 for an unknown queue. */
    long maxOffset(String topic, int queueId);

    /**
     * The first offset whose record was stored at or after a time; the maximum offset if all are older, the minimum if
     * none is.
     */
    long offsetByTime(String topic, int queueId, long wallMillis);

    /** When the record at an offset was stored; empty if it cannot be read. */
    OptionalLong storeTimestamp(String topic, int queueId, long offset);

    /** The record at a log position, if a whole record starts there and is readable. The caller closes it. */
    Optional<RecordBatch> recordAt(long physicalOffset);

    /** Records of a topic by unique id or key, newest first; hash collisions included, so filter. The caller closes it. */
    RecordBatch lookUp(String topic, String key, int maxCount, long beginMillis, long endMillis);

    /**
     * Visits the readable records of the log in order, from a position on (the next record start at or after it).
     *
     * @return where the next call should start
     */
    long scan(long fromPhysicalOffset, RecordVisitor visitor);

    /** Everything in the log below this position is durable. */
    long forcedEnd();

    /**
     * Whether appends are taken: not while the log cannot be forced, nor once the store is closed. When they are, everything
     * that was appended before, also what was answered with {@link AppendRefusal#NOT_FLUSHED}, is readable.
     */
    boolean takesAppends();

    /** The queues that exist: by topic, one more than the highest queue number. */
    Map<String, Integer> queueCounts();

    /** Entries of a queue from an offset on, as the queue has them; fewer if it begins later or ends before. */
    List<QueueEntry> entries(String topic, int queueId, long offset, int count);

    /**
     * Deletes the queues of a topic with their files; durable on return. Its records stay in the log until retention takes
     * them, but nothing leads to them any more, also after a crash. A record appended afterwards begins the topic anew, at
     * offset 0. Touches the disk.
     *
     * @throws StoreException if it could not be done; messages may be gone nevertheless, so do it again
     */
    void deleteTopic(String topic);

    /** Looks now, and not only now and then, at what the limits of retention no longer keep. Touches the disk. */
    void retain();

    /** Where the store lies, for messages to people. */
    String directory();

    /** Keeps records that wait, whatever retention says; replaces what was said before. */
    void keep(WaitingRecords records);

    /** What the store weighs and has done. */
    StoreStats stats();

    /** Completes or refuses all appends, forces everything, writes the checkpoint, releases files and lock. Idempotent. */
    @Override
    void close();
}
