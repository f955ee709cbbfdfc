package io.mqspring.store;

import io.mqspring.message.RecordFormat;
import io.mqspring.store.config.Checkpoint;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.FileNames;
import io.mqspring.store.index.IndexEnd;
import io.mqspring.store.index.IndexOpening;
import io.mqspring.store.index.KeyIndex;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.log.LogFiles;
import io.mqspring.store.log.LogRecovery;
import io.mqspring.store.log.LogWalk;
import io.mqspring.store.log.RecordCheck;
import io.mqspring.store.log.Segment;
import io.mqspring.store.queue.ConsumeQueues;
import io.mqspring.store.queue.DeletedTopics;
import io.mqspring.store.queue.QueueListing;
import io.mqspring.store.queue.QueueRecovery;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a data directory: brings log and queues to a common, true state, whatever ended the last run.
 *
 * <ul>
 *   <li>With a checkpoint that can be believed, queues are believed up to its end and taken from the log behind it.
 *   <li>After a clean stop without one (another broker's directory), queues are believed whole.
 *   <li>Otherwise, and whenever the queues do not add up, all queues are taken anew from the whole log.
 * </ul>
 */
final class StoreOpening {

    /** Its presence says that the last run did not end cleanly. */
    static final String ABORT = "abort";

    /** Where an official broker may put tags, so that its queue entries do not hold them. */
    private static final String EXTENDED = "consumequeue_ext";

    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);

    private final Disk disk;
    private final StoreSettings settings;
    private final DeletedTopics deleted;
    private final boolean used;
    private final boolean marked;
    private final boolean clean;
    private final CommitLog log;
    private final ConsumeQueues queues;
    private final LogRecovery recovery;
    private final @Nullable Checkpoint checkpoint;
    private final KeyIndex index;
    private long lastTimestamp;
    private long lastPosition = -1;
    private boolean rebuilt;

    private StoreOpening(Disk disk, StoreSettings settings, List<QueueListing> listing, DeletedTopics deleted)
            throws IOException {
        this.disk = disk;
        this.settings = settings;
        this.deleted = deleted;
        int step = settings.flushMode() == FlushMode.SYNC ? 1024 * 1024 : 4 * 1024 * 1024;
        this.log = LogFiles.open(disk, settings.segmentSize(), step, settings.keepFreeBytes());
        this.marked = disk.read(ABORT).isPresent();
        boolean ended = disk.read(Checkpoint.PATH).isPresent();
        this.used = ended || log.segments().length > 0 || !listing.isEmpty();
        // A first run that ended before it could leave its mark has not left a checkpoint either.
        this.clean = !marked && (ended || !used);
        this.queues = new ConsumeQueues(disk, QueueListing.fileBytes(listing, settings.queueFileEntries() * 20));
        this.recovery = new LogRecovery(disk, log);
        this.checkpoint = believable(Checkpoint.read(disk));
        this.index = openIndex();
    }

    /** Marks the directory as in use, before anything in it changes. */
    static void markUnclean(Disk disk) throws IOException {
        disk.mark(ABORT);
    }

    private void markAgain() throws IOException {
        try {
            markUnclean(disk);
        } catch (IOException e) {
            throw new IOException(
                    "It cannot be marked as in use. Look after the disk, then start again (" + e.getMessage() + ")", e);
        }
    }

    /** Opens what the disk holds; the disk must be acquired. */
    static StoreOpening run(Disk disk, StoreSettings settings) throws IOException {
        DeletedTopics deleted = DeletedTopics.open(disk, logStart(disk));
        List<QueueListing> listing = QueueListing.read(disk);
        StoreOpening opening = new StoreOpening(disk, settings, listing, deleted);
        opening.recover(listing);
        return opening;
    }

    /** Where the oldest file of the log begins; 0 without any. */
    private static long logStart(Disk disk) throws IOException {
        return disk.list(CommitLog.DIRECTORY).stream()
                .mapToLong(entry -> FileNames.position(entry.name()))
                .filter(position -> position >= 0)
                .min()
                .orElse(0);
    }

    CommitLog log() {
        return log;
    }

    ConsumeQueues queues() {
        return queues;
    }

    DeletedTopics deleted() {
        return deleted;
    }

    KeyIndex index() {
        return index;
    }

    /** Store time of the last record, 0 without any. */
    long lastTimestamp() {
        return lastTimestamp;
    }

    /** Start of the last record, -1 without any. */
    long lastPosition() {
        return lastPosition;
    }

    private void recover(List<QueueListing> listing) throws IOException {
        if (used) {
            // Even if the mark is there: an earlier process may have failed to make it durable.
            markAgain();
        }
        QueueRecovery queueRecovery = new QueueRecovery(queues, deleted);
        long from = believe(listing, queueRecovery);
        if (from < 0) {
            rebuilt = !listing.isEmpty();
            forgetCheckpoint();
            queueRecovery.dropAll();
            from = firstPosition();
        }
        long end = recovery.run(from, foreignEnd(from), durable(), walk -> {
            queueRecovery.onRecord(walk);
            noteLast(walk);
        });
        queueRecovery.finish(log.start());
        if (clean && recovery.cutBytes() > 0) {
            LOG.warn(
                    "{} bytes in {} are no whole record, although the last run ended cleanly: the log's end is damaged"
                            + " and is cut there",
                    recovery.cutBytes(),
                    log.place(end));
        }
        if (recovery.records() > 0 || recovery.cutBytes() > 0 || rebuilt || !clean) {
            LOG.info(
                    "Recovered '{}' after {} stop: {} records verified from position {} to {}, {} damaged stretches"
                            + " skipped, {} bytes of torn tail cut in {}, {} queues {}",
                    settings.directory(),
                    clean ? "a clean" : "an unclean",
                    recovery.records(),
                    from,
                    end,
                    recovery.damaged(),
                    recovery.cutBytes(),
                    log.place(end),
                    queues.count(),
                    rebuilt ? "rebuilt" : "completed");
        }
    }

    /**
     * Up to where the log is known to be on the disk: a checkpoint is written, and the mark of a run removed, only after a
     * force that worked. The queues need no such knowledge: what a checkpoint does not vouch for is taken anew from the log.
     */
    private long durable() {
        if (clean) {
            return Long.MAX_VALUE;
        }
        Checkpoint known = checkpoint;
        return known == null ? 0 : known.end();
    }

    /** It must not vouch for queues that a crash leaves half rebuilt. */
    private void forgetCheckpoint() throws IOException {
        if (disk.delete(Checkpoint.PATH)) {
            disk.sync("");
        }
    }

    /** Loads the queues as far as they can be believed; the position to walk from, or -1 to rebuild everything. */
    private long believe(List<QueueListing> listing, QueueRecovery queueRecovery) throws IOException {
        if (!disk.list(EXTENDED).isEmpty()) {
            LOG.warn(
                    "Another broker's queue entries lead to '{}/' (enableConsumeQueueExt): all queues are rebuilt",
                    EXTENDED);
            queueRecovery.load(listing, Long.MAX_VALUE, log.start(), false);
            disk.deleteTree(EXTENDED);
            return -1;
        }
        for (QueueListing queue : listing) {
            if (!queue.isWhole(queues.fileBytes())) {
                LOG.warn(
                        "Files of queue {} of '{}' are missing or cut: all queues are rebuilt",
                        queue.queueId(),
                        queue.topic());
                return -1;
            }
        }
        Checkpoint known = checkpoint;
        if (known != null) {
            queueRecovery.load(listing, known.end(), log.start(), clean);
            boolean addsUp = queueRecovery.believedQueues() == known.queues()
                    && queueRecovery.believedEntries() == known.entries();
            if (!addsUp) {
                LOG.warn(
                        "Queues in '{}' do not match the checkpoint: they are rebuilt from the log",
                        settings.directory());
                return -1;
            }
            lastTimestamp = known.logTime();
            lastPosition = known.lastPosition();
            return known.end();
        }
        queueRecovery.load(listing, Long.MAX_VALUE, log.start(), false);
        long last = queueRecovery.believedLast();
        if (!clean || last < 0 || !isRecordAt(last) || queueRecovery.isTorn()) {
            return -1;
        }
        lastPosition = last;
        return queueRecovery.believedEnd();
    }

    /**
     * Another broker may leave old bytes behind the end of its log; after its clean stop the queues tell the end, and what
     * lies behind is not searched for records.
     */
    private long foreignEnd(long from) throws IOException {
        boolean foreign = clean && checkpoint == null && lastPosition >= 0;
        return foreign && !isRecordAt(from) ? from : Long.MAX_VALUE;
    }

    private boolean isRecordAt(long position) throws IOException {
        Segment segment = log.segmentAt(position);
        return segment != null
                && RecordCheck.isRecord(
                        segment.buffer(), (int) (position - segment.base()), segment.endOfData(), position);
    }

    private KeyIndex openIndex() throws IOException {
        Checkpoint known = checkpoint;
        Optional<IndexEnd> end = known == null
                ? Optional.empty()
                : Optional.of(new IndexEnd(known.indexPosition(), known.indexFile(), known.indexEntries()));
        return IndexOpening.open(disk, settings.indexSlots(), settings.indexEntries(), end, clean, firstPosition());
    }

    private void noteLast(LogWalk walk) {
        lastTimestamp = RecordFormat.storeTimestamp(walk.buffer(), walk.at());
        lastPosition = walk.position();
    }

    private long firstPosition() {
        Segment[] segments = log.segments();
        return segments.length == 0 ? 0 : segments[0].base();
    }

    /** A checkpoint whose last record stands where it says. */
    private @Nullable Checkpoint believable(Optional<Checkpoint> read) throws IOException {
        if (read.isEmpty()) {
            return null;
        }
        Checkpoint found = read.get();
        if (found.lastPosition() < 0) {
            return found.end() == firstPosition() ? found : null;
        }
        if (found.lastPosition() < firstPosition()) {
            return null;
        }
        Segment segment = log.segmentAt(found.lastPosition());
        if (segment == null || !isRecordAt(found.lastPosition())) {
            return null;
        }
        int at = (int) (found.lastPosition() - segment.base());
        long behind = found.lastPosition() + RecordFormat.totalSize(segment.buffer(), at);
        boolean matches = found.end() == behind || found.end() == segment.base() + log.segmentSize();
        return matches ? found : null;
    }
}
