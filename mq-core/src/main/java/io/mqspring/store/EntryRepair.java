package io.mqspring.store;

import io.mqspring.message.RecordFormat;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.log.DamageListener;
import io.mqspring.store.log.LogWalk;
import io.mqspring.store.queue.ConsumeQueue;
import io.mqspring.store.queue.TagsCodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the record of a queue entry that does not lead to it, by looking through the log between its neighbours, and mends
 * the entry. A damaged entry must not cost a record that is whole. For any thread; two may mend an entry at once, alike.
 */
final class EntryRepair {

    private static final Logger LOG = LoggerFactory.getLogger(EntryRepair.class);
    /** Neighbours may be far apart; nobody waits for more of the log to be read. */
    private static final long MAX_SEARCH = 64L * 1024 * 1024;

    private final CommitLog log;

    EntryRepair(CommitLog log) {
        this.log = log;
    }

    /** Whether the entry leads to its record now. */
    boolean mend(ConsumeQueue queue, long offset) {
        long from = endOfRecordBefore(queue, offset);
        long limit = Math.min(log.readable(), from + MAX_SEARCH);
        try (LogWalk walk = new LogWalk(log, from, limit, true, DamageListener.IGNORED)) {
            while (walk.next()) {
                if (queue.owns(walk.buffer(), walk.at())) {
                    long found = RecordFormat.queueOffset(walk.buffer(), walk.at());
                    if (found == offset) {
                        long tags = TagsCodes.of(queue.topic(), walk.buffer(), walk.at());
                        queue.mend(offset, walk.position(), walk.size(), tags);
                        LOG.warn(
                                "Mended the damaged entry {} of queue {} of '{}': its record is in {}",
                                offset,
                                queue.queueId(),
                                queue.topic(),
                                log.place(walk.position()));
                        return true;
                    }
                    if (found > offset) {
                        break;
                    }
                }
            }
        }
        LOG.warn(
                "The record at offset {} of queue {} of '{}' is damaged: passed over. Its entry leads to {}, the record"
                        + " before it ends in {}",
                offset,
                queue.queueId(),
                queue.topic(),
                log.place(queue.position(offset)),
                log.place(from));
        return false;
    }

    private long endOfRecordBefore(ConsumeQueue queue, long offset) {
        for (long before = offset - 1; before >= queue.min(); before--) {
            long position = queue.position(before);
            if (!queue.isBlank(before) && position >= log.start() && position < log.readable()) {
                try (LogWalk walk = new LogWalk(log, position, log.readable(), false, DamageListener.IGNORED)) {
                    if (walk.next() && walk.position() == position && queue.owns(walk.buffer(), walk.at())) {
                        return walk.end();
                    }
                }
            }
        }
        return log.start();
    }
}
