package io.mqspring.store;

import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.index.KeyIndex;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.log.DamageListener;
import io.mqspring.store.log.LogWalk;
import io.mqspring.store.queue.ConsumeQueue;
import io.mqspring.store.queue.ConsumeQueues;
import io.mqspring.store.queue.DeletedTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message store over one data directory. Owns the directory's lock, its files and the flusher's thread from {@link #open}
 * to {@link #close}. Thread safe.
 */
public final class LogMessageStore implements MessageStore {

    private static final Logger LOG = LoggerFactory.getLogger(LogMessageStore.class);
    /** With less, a failure is most likely one for want of space. */
    private static final long FEW_BYTES = 4L * 1024 * 1024;

    private final StoreSettings settings;
    private final Disk disk;
    private final SerialExecutor executor;
    private final CommitLog log;
    private final ConsumeQueues queues;
    private final AppendPath path;
    private final Flusher flusher;
    private final Maintenance maintenance;
    private final Reader reader;
    private final KeyIndex index;
    private final KeyLookup keyLookup;
    private final Retention retention;
    private final DeletedTopics deleted;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LogMessageStore(
            StoreSettings settings,
            Disk disk,
            ExecutionBackend backend,
            FaultHandler faults,
            ArrivalListener arrivals,
            StoreOpening opened) {
        this.settings = settings;
        this.disk = disk;
        this.log = opened.log();
        this.queues = opened.queues();
        this.executor = backend.thread("mq-flush-" + settings.directory().getFileName());
        Notifier notifier = new Notifier(arrivals, faults);
        this.path = new AppendPath(log, queues, settings, backend.time(), notifier);
        this.flusher = new Flusher(
                executor,
                path,
                log,
                notifier,
                backend.time(),
                faults,
                settings.flushInterval(),
                () -> StoreOpening.markUnclean(disk));
        this.index = opened.index();
        this.retention = new Retention(log, queues, index, disk, backend.time(), settings.retention());
        this.maintenance = new Maintenance(
                executor,
                disk,
                log,
                path,
                flusher,
                index,
                new Indexer(executor, log, index, flusher.gate()),
                retention,
                settings.checkpointInterval());
        this.reader = new Reader(log, queues);
        this.deleted = opened.deleted();
        this.keyLookup = new KeyLookup(log, index, reader, deleted);
    }

    /**
     * Takes the directory, recovers what is in it and is then ready.
     *
     * @param settings how to lay out and flush
     * @param disk the data directory; closed with the store
     * @param backend time, and the flusher's thread
     * @param faults told when the log cannot be forced, and of what callbacks throw
     * @param arrivals told of each record that becomes readable
     * @throws io.mqspring.store.disk.DirectoryInUseException if someone else has the directory
     * @throws StoreException if the directory cannot be used
     */
    public static LogMessageStore open(
            StoreSettings settings,
            Disk disk,
            ExecutionBackend backend,
            FaultHandler faults,
            ArrivalListener arrivals) {
        boolean opened = false;
        try {
            disk.acquire();
            StoreOpening opening = StoreOpening.run(disk, settings);
            LogMessageStore store = new LogMessageStore(settings, disk, backend, faults, arrivals, opening);
            store.path.start(store.flusher, opening.lastTimestamp(), opening.lastPosition());
            store.flusher.start(store.maintenance);
            store.maintenance.start();
            opened = true;
            return store;
        } catch (IOException e) {
            throw new StoreException(message(disk, e), e);
        } catch (UncheckedIOException e) {
            throw new StoreException(message(disk, e), e);
        } finally {
            if (!opened) {
                disk.close();
            }
        }
    }

    @Override
    public void append(RecordContent content, boolean waitForFlush, AppendCallback callback) {
        path.append(content, waitForFlush, callback);
    }

    @Override
    public void appendAll(List<RecordContent> contents, boolean waitForFlush, AppendCallback callback) {
        if (contents.isEmpty()) {
            throw new IllegalArgumentException("nothing to append");
        }
        path.appendAll(contents, waitForFlush, callback);
    }

    @Override
    public ReadResult read(String topic, int queueId, long offset, int maxCount, int maxBytes, RecordFilter filter) {
        return reader.read(topic, queueId, offset, maxCount, maxBytes, filter);
    }

    @Override
    public boolean matches(String topic, int queueId, long offset, RecordFilter filter) {
        return reader.matches(topic, queueId, offset, filter);
    }

    @Override
    public boolean isRecent(String topic, int queueId, long offset) {
        return reader.isRecent(topic, queueId, offset);
    }

    @Override
    public long minOffset(String topic, int queueId) {
        ConsumeQueue queue = queues.find(topic, queueId);
        return queue == null ? 0 : queue.min();
    }

    @Override
    public long maxOffset(String topic, int queueId) {
        ConsumeQueue queue = queues.find(topic, queueId);
        return queue == null ? 0 : queue.max();
    }

    @Override
    public long offsetByTime(String topic, int queueId, long wallMillis) {
        return reader.offsetByTime(topic, queueId, wallMillis);
    }

    @Override
    public OptionalLong storeTimestamp(String topic, int queueId, long offset) {
        return reader.storeTimestamp(topic, queueId, offset);
    }

    @Override
    public Optional<RecordBatch> recordAt(long physicalOffset) {
        return reader.recordAt(physicalOffset);
    }

    @Override
    public RecordBatch lookUp(String topic, String key, int maxCount, long beginMillis, long endMillis) {
        return keyLookup.find(topic, key, maxCount, beginMillis, endMillis);
    }

    @Override
    public long scan(long fromPhysicalOffset, RecordVisitor visitor) {
        long from = Math.max(fromPhysicalOffset, log.start());
        long end = log.readable();
        try (LogWalk walk = new LogWalk(log, from, end, false, DamageListener.IGNORED)) {
            while (walk.next()) {
                boolean hidden = RecordFormat.sysFlag(walk.buffer(), walk.at()) == SysFlags.TRANSACTION_ROLLBACK;
                if (!hidden && !visitor.visit(walk.buffer(), walk.at())) {
                    return walk.end();
                }
            }
            return Math.max(from, end);
        }
    }

    @Override
    public long forcedEnd() {
        return log.forced();
    }

    @Override
    public boolean takesAppends() {
        return path.takesAppends();
    }

    @Override
    public Map<String, Integer> queueCounts() {
        Map<String, Integer> counts = new HashMap<>();
        queues.forEach(queue -> counts.merge(queue.topic(), queue.queueId() + 1, Math::max));
        return counts;
    }

    @Override
    public List<QueueEntry> entries(String topic, int queueId, long offset, int count) {
        ConsumeQueue queue = queues.find(topic, queueId);
        List<QueueEntry> entries = new ArrayList<>();
        if (queue != null) {
            long end = Math.min(queue.max(), offset + count);
            for (long at = Math.max(offset, queue.min()); at < end; at++) {
                entries.add(new QueueEntry(queue.position(at), queue.size(at), queue.tagsCode(at)));
            }
        }
        return entries;
    }

    @Override
    public void deleteTopic(String topic) {
        try {
            maintenance.deleteTopic(topic, deleted);
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException(
                    "Topic '" + topic + "' in '" + disk.describe() + "' could not be deleted, or not all of it: "
                            + e.getMessage() + ". Delete it again",
                    e);
        }
    }

    @Override
    public void retain() {
        maintenance.retain();
    }

    @Override
    public String directory() {
        return disk.describe();
    }

    @Override
    public void keep(WaitingRecords records) {
        retention.keep(records);
    }

    @Override
    public StoreStats stats() {
        long[] records = new long[1];
        queues.forEach(queue -> records[0] += queue.max() - queue.min());
        return new StoreStats(
                log.start(),
                log.readable(),
                path.appended(),
                flusher.forces(),
                flusher.forcedRecords(),
                flusher.forceNanos(),
                queues.count(),
                records[0],
                disk.usableBytes(),
                disk.totalBytes());
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        path.close();
        flusher.close();
        boolean complete = !flusher.isFaulted() && maintenance.close();
        executor.close();
        log.close();
        queues.close();
        index.close();
        try {
            if (complete) {
                disk.delete(StoreOpening.ABORT);
                disk.sync("");
            } else {
                LOG.warn("'{}' is closed without all of it forced; the next start recovers", settings.directory());
            }
        } catch (IOException e) {
            LOG.warn("'{}' cannot be marked as closed cleanly; the next start recovers", settings.directory(), e);
        } finally {
            disk.close();
        }
    }

    private static String message(Disk disk, Exception cause) {
        long free = disk.usableBytes();
        String room = free < FEW_BYTES ? ". The disk has only " + free + " bytes left: make room there" : "";
        return "The store in '" + disk.describe() + "' cannot be opened: " + cause.getMessage() + room;
    }
}
