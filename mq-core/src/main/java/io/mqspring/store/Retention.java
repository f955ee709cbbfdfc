package io.mqspring.store;

import io.mqspring.message.RecordFormat;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.index.KeyIndex;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.log.RecordCheck;
import io.mqspring.store.log.Segment;
import io.mqspring.store.queue.ConsumeQueues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of segments whose youngest record is too old, oldest first and never the last one; queues and index follow. On the
 * flusher.
 */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final CommitLog log;
    private final ConsumeQueues queues;
    private final KeyIndex index;
    private final TimeSource time;
    private final Duration keep;

    Retention(CommitLog log, ConsumeQueues queues, KeyIndex index, TimeSource time, Duration keep) {
        this.log = log;
        this.queues = queues;
        this.index = index;
        this.time = time;
        this.keep = keep;
    }

    /** One look at the age of the oldest segments. */
    void run() {
        if (keep.isZero()) {
            return;
        }
        long oldest = time.wallMillis() - keep.toMillis();
        long start = log.start();
        for (Segment next : log.segments()) {
            // All records of a segment are older than the first one of the next.
            if (next.base() > start && isOlder(next, oldest)) {
                start = next.base();
            }
        }
        if (start > log.start()) {
            remove(start);
        }
    }

    private void remove(long start) {
        int gone = log.removeBefore(start);
        try {
            queues.trim(start);
            index.trim(start);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Old queue or index files cannot be removed; tried again later", e);
        }
        LOG.info("Removed {} log segments older than {}; the log begins at {}", gone, keep, start);
    }

    private boolean isOlder(Segment segment, long oldest) {
        return log.readable() > segment.base()
                && RecordCheck.isRecord(segment.buffer(), 0, segment.buffer().capacity(), segment.base())
                && RecordFormat.storeTimestamp(segment.buffer(), 0) < oldest;
    }
}
