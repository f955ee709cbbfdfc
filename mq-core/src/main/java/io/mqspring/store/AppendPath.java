package io.mqspring.store;

import io.mqspring.message.RecordContent;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.queue.ConsumeQueue;
import io.mqspring.store.queue.ConsumeQueues;
import io.mqspring.store.queue.TagsCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records enter: the tails of log and queues and everything else that the append lock guards. Appends run on their
 * callers' threads. With synchronous flush a record stays invisible and its caller waiting until the flusher takes it with
 * its group; otherwise it is visible and done here.
 */
final class AppendPath {

    private static final Logger LOG = LoggerFactory.getLogger(AppendPath.class);
    private static final int NO_SIGNAL = 0;
    private static final int FLUSH_LATER = 1;
    private static final int FLUSH_NOW = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final CommitLog log;
    private final ConsumeQueues queues;
    private final RecordLimits limits;
    private final StoreSettings settings;
    private final TimeSource time;
    private final Notifier notifier;
    private final boolean sync;
    private FlushSignal signal = FlushSignal.NONE;
    private PendingAppends pending = new PendingAppends();
    private PendingAppends spare = new PendingAppends();
    private boolean closed;
    private boolean faulted;
    private boolean full;
    private boolean nowSignalled;
    private boolean laterSignalled;
    private long lastTimestamp;
    private long lastPosition = -1;
    private long appended;

    AppendPath(CommitLog log, ConsumeQueues queues, StoreSettings settings, TimeSource time, Notifier notifier) {
        this.log = log;
        this.queues = queues;
        this.limits = new RecordLimits(log, settings.maxBodyBytes());
        this.settings = settings;
        this.time = time;
        this.notifier = notifier;
        this.sync = settings.flushMode() == FlushMode.SYNC;
    }

    /** Asks the flusher to run. */
    interface FlushSignal {
        FlushSignal NONE = now -> {};

        void flush(boolean now);
    }

    /** Completes the construction: the flusher needs this path, and this path the flusher. */
    void start(FlushSignal flusher, long lastStored, long lastRecord) {
        lock.lock();
        try {
            signal = flusher;
            lastTimestamp = lastStored;
            lastPosition = lastRecord;
        } finally {
            lock.unlock();
        }
    }

    void append(RecordContent content, boolean waitForFlush, AppendCallback callback) {
        append(content, List.of(), limits.sizeOf(content), waitForFlush, callback);
    }

    /** Appends records of one queue, all or none, one behind the other. */
    void appendAll(List<RecordContent> contents, boolean waitForFlush, AppendCallback callback) {
        RecordContent first = contents.get(0);
        append(first, contents.subList(1, contents.size()), limits.sizeOf(contents), waitForFlush, callback);
    }

    /**
     * @param more records behind the first, of the same queue
     * @param size of all together; negative if it is too large
     */
    private void append(
            RecordContent first, List<RecordContent> more, int size, boolean waitForFlush, AppendCallback callback) {
        if (size < 0) {
            callback.onRefused(AppendRefusal.TOO_LARGE);
            return;
        }
        boolean waits = sync && waitForFlush;
        ConsumeQueue queue = null;
        long position = 0;
        long offset = 0;
        long timestamp = 0;
        int wanted = NO_SIGNAL;
        AppendRefusal refusal;
        lock.lock();
        try {
            refusal = state();
            if (refusal == null) {
                queue = queues.of(first.topic(), first.queueId());
                refusal = reserve(queue, size, 1 + more.size());
            }
            if (refusal == null && queue != null) {
                timestamp = timestamp();
                position = log.tail();
                offset = queue.next();
                write(first, queue, timestamp);
                for (int i = 0; i < more.size(); i++) {
                    write(more.get(i), queue, timestamp);
                }
                wanted = accept(queue, waits ? callback : null, position, offset, timestamp);
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            callback.onRefused(refusal);
        } else {
            conclude(queue, waits, callback, position, offset, timestamp, wanted);
        }
    }

    boolean takesAppends() {
        lock.lock();
        try {
            return state() == null;
        } finally {
            lock.unlock();
        }
    }

    /** The appends since the last call, and the log's end. On the flusher; given back with {@link #recycle}. */
    PendingAppends takeGroup() {
        lock.lock();
        try {
            PendingAppends group = pending;
            group.setEnd(log.tail());
            pending = spare;
            nowSignalled = false;
            return group;
        } finally {
            lock.unlock();
        }
    }

    void recycle(PendingAppends group) {
        group.clear();
        lock.lock();
        try {
            spare = group;
        } finally {
            lock.unlock();
        }
    }

    /** The delayed flush has come. On the flusher. */
    void laterCame() {
        lock.lock();
        try {
            laterSignalled = false;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses appends from now on, or no longer, because forcing fails. On the flusher. */
    void setFaulted(boolean failing) {
        lock.lock();
        try {
            faulted = failing;
        } finally {
            lock.unlock();
        }
    }

    /** Makes everything appended visible; all of it is durable. On the flusher, while appends are refused. */
    void publishAll() {
        lock.lock();
        try {
            log.publish(log.tail());
            queues.forEach(queue -> queue.publish(queue.next()));
        } finally {
            lock.unlock();
        }
        queues.forEach(notifier::drain);
    }

    /** Refuses appends for good. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Where everything stands, with the queues that changed since the last call. */
    Tails takeTails() {
        lock.lock();
        try {
            return new Tails(
                    log.tail(), lastTimestamp, lastPosition, queues.count(), queues.entries(), queues.takeDirty());
        } finally {
            lock.unlock();
        }
    }

    /** Takes queues back that could not be forced. */
    void stillDirty(List<ConsumeQueues.QueueEnd> ends) {
        lock.lock();
        try {
            ends.forEach(end -> queues.stillDirty(end.queue()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes the queues of a topic; what is appended afterwards begins new ones. Under the flusher's gate.
     *
     * @return the log's end at that moment
     */
    long removeTopic(String topic) throws IOException {
        lock.lock();
        try {
            queues.remove(topic);
            return log.tail();
        } finally {
            lock.unlock();
        }
    }

    /** The log's tail. */
    long end() {
        lock.lock();
        try {
            return log.tail();
        } finally {
            lock.unlock();
        }
    }

    long appended() {
        lock.lock();
        try {
            return appended;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A snapshot under the append lock.
     *
     * @param end the log's tail
     * @param timestamp store time of the last record
     * @param lastPosition start of the last record, -1 without any
     * @param queues number of queues
     * @param entries sum of their ends
     * @param dirty queues with new entries
     */
    record Tails(
            long end,
            long timestamp,
            long lastPosition,
            int queues,
            long entries,
            List<ConsumeQueues.QueueEnd> dirty) {}

    private @Nullable AppendRefusal state() {
        if (closed) {
            return AppendRefusal.CLOSED;
        }
        return faulted ? AppendRefusal.NOT_FLUSHED : null;
    }

    private @Nullable AppendRefusal reserve(ConsumeQueue queue, int size, int count) {
        try {
            log.reserve(size);
            queue.reserve(count);
        } catch (IOException | UncheckedIOException e) {
            if (!full) {
                full = true;
                LOG.warn(
                        "No space in '{}': sends are refused until there is room, consuming goes on ({})",
                        settings.directory(),
                        e.getMessage());
            }
            return AppendRefusal.DISK_FULL;
        }
        if (full) {
            full = false;
            LOG.info("There is room again in '{}'", settings.directory());
        }
        return null;
    }

    private long timestamp() {
        lastTimestamp = Math.max(lastTimestamp, time.wallMillis());
        return lastTimestamp;
    }

    private void write(RecordContent content, ConsumeQueue queue, long timestamp) {
        long position = log.tail();
        int size = log.write(content, queue.next(), timestamp);
        queue.put(position, size, TagsCodes.of(content, timestamp));
        lastPosition = position;
    }

    private int accept(
            ConsumeQueue queue, @Nullable AppendCallback callback, long position, long offset, long timestamp) {
        int count = (int) (queue.next() - offset);
        queues.added(queue, count);
        appended += count;
        boolean now;
        if (sync) {
            pending.add(queue, callback, position, offset, queue.next(), timestamp);
            now = true;
        } else {
            log.publish(log.tail());
            queue.publish(queue.next());
            now = log.tail() - log.forced() > settings.flushBytes() || log.runsShort();
        }
        if (now && !nowSignalled) {
            nowSignalled = true;
            return FLUSH_NOW;
        }
        if (!sync && !laterSignalled) {
            laterSignalled = true;
            return FLUSH_LATER;
        }
        return NO_SIGNAL;
    }

    private void conclude(
            @Nullable ConsumeQueue queue,
            boolean waits,
            AppendCallback callback,
            long position,
            long offset,
            long timestamp,
            int wanted) {
        if (wanted != NO_SIGNAL) {
            signal.flush(wanted == FLUSH_NOW);
        }
        if (!sync && queue != null) {
            notifier.drain(queue);
        }
        if (!waits) {
            callback.onAppended(position, offset, timestamp);
        }
    }
}
