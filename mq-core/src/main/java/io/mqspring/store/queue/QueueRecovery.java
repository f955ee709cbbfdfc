package io.mqspring.store.queue;

import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import io.mqspring.store.log.LogWalk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the queues in line with the log: believes entries up to a position, drops those behind it, and takes them again
 * from the records. Used once, by who opens the store.
 */
public final class QueueRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRecovery.class);

    private final ConsumeQueues queues;
    private final DeletedTopics deleted;
    /** Where queues go on of which the log has no record any more. */
    private final Map<String, Map<Integer, Long>> idle = new HashMap<>();

    /** Records that wait for the next one of their queue to tell whether they belong there. */
    private final Map<ConsumeQueue, Found> odd = new HashMap<>();

    private long believedEntries;
    private int believedQueues;
    private long believedEnd;
    private long believedLast = -1;
    private boolean torn;
    /** So many records may have been where the walk found none: no more can be missing in a queue. */
    private long plausibleGap;

    public QueueRecovery(ConsumeQueues queues, DeletedTopics deleted) {
        this.queues = queues;
        this.deleted = deleted;
    }

    /** Queues with believed entries. */
    public int believedQueues() {
        return believedQueues;
    }

    /** Sum of their ends. */
    public long believedEntries() {
        return believedEntries;
    }

    /** End of the last record that a believed entry leads to; 0 without any. */
    public long believedEnd() {
        return believedEnd;
    }

    /** Whether entries stood behind one that leads nowhere, in queues that were to be believed whole. */
    public boolean isTorn() {
        return torn;
    }

    /** Start of that record, -1 without any. */
    public long believedLast() {
        return believedLast;
    }

    /**
     * Loads what the files say.
     *
     * @param listing the files
     * @param limit entries of records at or beyond this position are dropped
     * @param logStart first position of the log
     * @param exact whether nothing lies behind the entries below the limit
     */
    public void load(List<QueueListing> listing, long limit, long logStart, boolean exact) throws IOException {
        for (QueueListing found : listing) {
            ConsumeQueue queue = queues.make(found.topic(), found.queueId(), found.files(queues));
            long end = dropFrom(queue, limit, exact);
            if (end < 0) {
                continue;
            }
            QueueFile[] files = queue.files();
            QueueFile last = files[files.length - 1];
            QueueFile.Place place = last.place((int) (end - 1 - last.firstOffset()));
            if (!place.isBlank() && deleted.covers(found.topic(), place.position())) {
                // A power failure has brought files of a deleted topic back.
                queue.removeFiles();
                continue;
            }
            QueueFile.Place first = files[0].place(0);
            // A checkpoint with a limit was written when the names were durable.
            queue.believe(end, first.isBlank() ? -1 : first.position(), limit < Long.MAX_VALUE);
            if (place.isBlank() || place.position() < logStart) {
                remember(queue, end);
            } else if (place.position() > believedLast) {
                believedLast = place.position();
                believedEnd = place.position() + place.size();
            }
            queue.close();
            queues.list(queue);
            if (last.isCleared()) {
                queues.added(queue, 0);
            }
            believedQueues++;
            believedEntries += end;
        }
        queues.setEntries(believedEntries);
    }

    /** Drops all queues, to take them anew from the log; those that the log knows no more keep their end. */
    public void dropAll() throws IOException {
        queues.forgetAll();
        queues.disk().deleteTree(ConsumeQueues.DIRECTORY);
    }

    /** Adds the entry of a record, unless it is there. */
    public void onRecord(LogWalk walk) throws IOException {
        ByteBuffer record = walk.buffer();
        int at = walk.at();
        allowGap(walk.skipped());
        int transaction = RecordFormat.sysFlag(record, at) & SysFlags.TRANSACTION_MASK;
        if (transaction == SysFlags.TRANSACTION_ROLLBACK) {
            // Perhaps it covers damage.
            allowGap(walk.size());
        }
        if (transaction == SysFlags.TRANSACTION_PREPARED || transaction == SysFlags.TRANSACTION_ROLLBACK) {
            return;
        }
        byte[] name = new byte[RecordFormat.topicLength(record, at)];
        record.get(RecordFormat.topicPosition(record, at), name);
        String topic = new String(name, StandardCharsets.UTF_8);
        int queueId = RecordFormat.queueId(record, at);
        long offset = RecordFormat.queueOffset(record, at);
        if (queueId < 0 || queueId > ConsumeQueues.MAX_QUEUE_ID) {
            LOG.warn("Damaged record at log position {}: there is no queue {}; skipped", walk.position(), queueId);
            return;
        }
        if (deleted.covers(topic, walk.position())) {
            return;
        }
        ConsumeQueue queue = queues.of(topic, queueId);
        place(new Found(queue, offset, walk.position(), walk.size(), TagsCodes.of(topic, record, at)));
    }

    private void place(Found found) throws IOException {
        ConsumeQueue queue = found.queue;
        long gap = found.offset - queue.next();
        if (gap < 0) {
            if (queue.position(found.offset) != found.position) {
                reportMisplaced(found);
            }
        } else if (gap <= plausibleGap || queue.next() == 0) {
            put(found);
            resolveOdd(queue);
        } else {
            placeOdd(found);
        }
    }

    /**
     * A gap without damage: either this record's offset is damaged, or one before it was placed into another queue by damage.
     * The next record of the queue tells.
     */
    private void placeOdd(Found found) throws IOException {
        Found before = odd.remove(found.queue);
        if (before == null) {
            odd.put(found.queue, found);
        } else if (found.offset == before.offset + 1) {
            put(before);
            put(found);
        } else {
            reportMisplaced(before);
            if (found.offset - found.queue.next() <= plausibleGap + 1) {
                put(found);
            } else {
                odd.put(found.queue, found);
            }
        }
    }

    private void resolveOdd(ConsumeQueue queue) throws IOException {
        Found before = odd.get(queue);
        if (before != null && before.offset <= queue.next()) {
            odd.remove(queue);
            if (before.offset == queue.next()) {
                put(before);
            } else {
                reportMisplaced(before);
            }
        }
    }

    /** Those that no other record speaks for or against: believed if as many records may have been there. */
    private void placeOdds() throws IOException {
        for (Found found : odd.values()) {
            long next = found.queue.next();
            long last = found.queue.position(next - 1);
            if (found.offset - next <= (found.position - last) / RecordFormat.MIN_SIZE) {
                put(found);
            } else {
                reportMisplaced(found);
            }
        }
        odd.clear();
    }

    private void put(Found found) throws IOException {
        ConsumeQueue queue = found.queue;
        long before = queue.next();
        if (before == 0 && found.offset > 0) {
            queue.putBlanks(found.offset);
        }
        // An offset whose record is damaged leads to the next one: its own offset tells a reader to pass over the
        // entry.
        while (queue.next() <= found.offset) {
            queue.reserve(1);
            queue.put(found.position, found.size, found.tagsCode);
        }
        queues.added(queue, (int) (queue.next() - before));
    }

    /** A record and the place in a queue that it claims. */
    private record Found(ConsumeQueue queue, long offset, long position, int size, long tagsCode) {}

    /** Sets every queue's bounds and lets readers see it. */
    public void finish(long logStart) throws IOException {
        placeOdds();
        for (Map.Entry<String, Map<Integer, Long>> topic : idle.entrySet()) {
            for (Map.Entry<Integer, Long> end : topic.getValue().entrySet()) {
                if (queues.find(topic.getKey(), end.getKey()) == null) {
                    ConsumeQueue queue = queues.of(topic.getKey(), end.getKey());
                    queue.putBlanks(end.getValue());
                    queues.added(queue, 0);
                }
            }
        }
        long[] sum = new long[1];
        queues.forEach(queue -> {
            queue.resumeAt(queue.next(), logStart);
            sum[0] += queue.next();
        });
        queues.setEntries(sum[0]);
    }

    private static void reportMisplaced(Found found) {
        LOG.warn(
                "Damaged record at log position {}: it claims offset {} of queue {} of '{}', which is not its own; skipped",
                found.position,
                found.offset,
                found.queue.queueId(),
                found.queue.topic());
    }

    private void allowGap(long bytes) {
        plausibleGap += bytes / RecordFormat.MIN_SIZE;
    }

    private void remember(ConsumeQueue queue, long end) {
        idle.computeIfAbsent(queue.topic(), name -> new HashMap<>()).put(queue.queueId(), end);
    }

    /**
     * Finds the end of the entries to believe, deletes later files and zeros the rest of the last one.
     *
     * @return the end, or -1 if nothing is left of the queue
     */
    private long dropFrom(ConsumeQueue queue, long limit, boolean exact) throws IOException {
        List<QueueFile> kept = new ArrayList<>(List.of(queue.files()));
        long first = kept.get(0).firstOffset();
        int low = 0;
        while (!kept.isEmpty() && low == 0) {
            low = kept.get(kept.size() - 1).entriesBelow(limit);
            if (low == 0) {
                kept.remove(kept.size() - 1).drop();
            }
        }
        queue.keepFiles(kept.toArray(new QueueFile[0]));
        if (kept.isEmpty()) {
            if (first > 0) {
                remember(queue, first);
            }
            return -1;
        }
        QueueFile last = kept.get(kept.size() - 1);
        torn |= limit == Long.MAX_VALUE && !last.isZeroFrom(low);
        if (exact) {
            last.endsAt(low);
        } else {
            last.clearFrom(low);
        }
        return last.firstOffset() + low;
    }
}
