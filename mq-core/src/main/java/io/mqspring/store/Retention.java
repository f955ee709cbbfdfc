package io.mqspring.store;

import io.mqspring.message.RecordFormat;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.index.KeyIndex;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.log.RecordCheck;
import io.mqspring.store.log.Segment;
import io.mqspring.store.queue.ConsumeQueue;
import io.mqspring.store.queue.ConsumeQueues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of segments that are too old, too many or too much for the disk: oldest first and never the last one; queues and
 * index follow. What still waits for its time holds its segment and all behind it. On the flusher, except {@link #keep}.
 */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final CommitLog log;
    private final ConsumeQueues queues;
    private final KeyIndex index;
    private final Disk disk;
    private final TimeSource time;
    private final RetentionLimits limits;
    private volatile WaitingRecords waiting = WaitingRecords.NONE;
    /** Where queues and index have followed the log to. */
    private long followed;

    private boolean held;

    Retention(CommitLog log, ConsumeQueues queues, KeyIndex index, Disk disk, TimeSource time, RetentionLimits limits) {
        this.log = log;
        this.queues = queues;
        this.index = index;
        this.disk = disk;
        this.time = time;
        this.limits = limits;
        this.followed = log.start();
    }

    /** What to keep whatever the limits say. From any thread. */
    void keep(WaitingRecords records) {
        waiting = records;
    }

    /** One look at the oldest segments. */
    void run() {
        Segment[] segments = log.segments();
        int aged = byAge(segments);
        int tooMany = bySize(segments);
        int tooMuch = byDisk(segments);
        int wanted = Math.max(aged, Math.max(tooMany, tooMuch));
        int count = wanted == 0 ? 0 : Math.min(wanted, notNeeded(segments));
        tellIfHeld(wanted, count, segments);
        if (count > 0) {
            log.removeBefore(segments[count].base());
            String limit = count <= aged
                    ? "older than " + limits.age()
                    : count <= tooMany
                            ? "beyond " + limits.bytes() + " bytes"
                            : String.format(
                                    Locale.ROOT, "as more than %.0f %% of the disk is used", limits.diskUsed() * 100);
            LOG.info("Removed {} log segments {}; the log begins at {}", count, limit, log.start());
        }
        follow();
    }

    private int byAge(Segment[] segments) {
        if (limits.age().isZero()) {
            return 0;
        }
        long oldest = time.wallMillis() - limits.age().toMillis();
        int count = 0;
        // All records of a segment are older than the first one of the next.
        while (count < segments.length - 1 && isOlder(segments[count + 1], oldest)) {
            count++;
        }
        return count;
    }

    private int bySize(Segment[] segments) {
        if (limits.bytes() == 0) {
            return 0;
        }
        int count = 0;
        while (count < segments.length - 1 && log.readable() - segments[count].base() > limits.bytes()) {
            count++;
        }
        return count;
    }

    /** Segments that are let go and still leased give their space back later; they count as gone. */
    private int byDisk(Segment[] segments) {
        if (limits.diskUsed() == 1) {
            return 0;
        }
        long total = disk.totalBytes();
        double excess = total - disk.usableBytes() - limits.diskUsed() * total - log.retiringBytes();
        int count = 0;
        while (count < segments.length - 1 && excess > 0) {
            count++;
            excess -= log.segmentSize();
        }
        return count;
    }

    /** How many segments hold nothing that waits, from the oldest on. */
    private int notNeeded(Segment[] segments) {
        long[] needed = {Long.MAX_VALUE};
        waiting.forEach((topic, queueId, offset) -> {
            ConsumeQueue queue = queues.find(topic, queueId);
            if (queue != null && offset < queue.max()) {
                long position = queue.position(Math.max(offset, queue.min()));
                needed[0] = position < 0 ? needed[0] : Math.min(needed[0], position);
            }
        });
        int count = 0;
        while (count < segments.length - 1 && segments[count + 1].base() <= needed[0]) {
            count++;
        }
        return count;
    }

    private void tellIfHeld(int wanted, int count, Segment[] segments) {
        boolean now = count < wanted;
        if (now && !held) {
            LOG.warn(
                    "The log of '{}' grows beyond its limits: messages that wait for their time lie in its {} oldest"
                            + " segments, from position {} on, and are not removed before they are delivered",
                    disk.describe(),
                    wanted - count,
                    segments[count].base());
        }
        held = now;
    }

    private void follow() {
        long start = log.start();
        if (followed < start) {
            try {
                queues.trim(start);
                index.trim(start);
                followed = start;
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("Old queue or index files cannot be removed; tried again later", e);
            }
        }
    }

    private boolean isOlder(Segment segment, long oldest) {
        return log.readable() > segment.base()
                && RecordCheck.isRecord(segment.buffer(), 0, segment.buffer().capacity(), segment.base())
                && RecordFormat.storeTimestamp(segment.buffer(), 0) < oldest;
    }
}
