package io.mqspring.store.log;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the end of the log after a stop of any kind: walks from a position known to be good, hands each whole record on,
 * covers damage that is followed by whole records, and cuts what follows the last one. Used once, by who opens the
 * store.
 */
public final class LogRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

    private final Disk disk;
    private final CommitLog log;
    private final DamagePlug plug;
    private long records;
    private int damaged;
    private long cutBytes;

    public LogRecovery(Disk disk, CommitLog log) {
        this.disk = disk;
        this.log = log;
        this.plug = new DamagePlug(disk, log);
    }

    /** Takes each record that recovery finds, in log order. */
    @FunctionalInterface
    public interface Sink {
        void onRecord(LogWalk walk) throws IOException;
    }

    /**
     * Verifies from a position to the end, cuts the rest, makes what remains durable and sets the log's tail. What is found is
     * what the system shows; when the process before died while its forces failed, the system holds that for clean although
     * the disk does not have it. So all that nothing vouches for is written anew before it is forced.
     *
     * @param from start of a record, or the log's end
     * @param limit the log is known to end here at the latest
     * @param durable everything below is known to be durable
     * @return the end
     * @throws IOException if what was found cannot be made durable: nobody may see it then
     */
    public long run(long from, long limit, long durable, Sink sink) throws IOException {
        long end = from;
        try (LogWalk walk = new LogWalk(log, from, limit, true, this::onDamage)) {
            while (walk.next()) {
                records++;
                sink.onRecord(walk);
            }
            end = walk.end();
        }
        log.verifiedFrom(from);
        cutAfter(end);
        log.resumeAt(from);
        try {
            log.namesAreDurable();
            log.rewrite(Math.max(from, durable), end);
            log.forceTo(end);
        } catch (IOException | UncheckedIOException e) {
            throw new IOException(
                    "What was recovered of the log, up to " + log.place(end)
                            + ", cannot be forced to the disk, and nobody may read what the next power failure could take"
                            + " back. Look after the disk, then start again ("
                            + e.getMessage() + ")",
                    e);
        }
        log.resumeAt(end);
        return end;
    }

    /** Records verified. */
    public long records() {
        return records;
    }

    /** Stretches that were skipped. */
    public int damaged() {
        return damaged;
    }

    /** Bytes of torn records that were cut off the end. */
    public long cutBytes() {
        return cutBytes;
    }

    private void onDamage(long from, long to) {
        damaged++;
        try {
            plug.cover(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot cover damage at log position " + from, e);
        }
        LOG.warn(
                "Damaged record in {}: {} bytes are moved to damaged/{}, the records behind are intact",
                log.place(from),
                to - from,
                FileNames.of(from));
    }

    /** Zeros the rest of the tail's segment, so that stale bytes never look valid, and removes later segments. */
    private void cutAfter(long end) throws IOException {
        Segment[] all = log.segments();
        int kept = 0;
        while (kept < all.length && all[kept].base() + all[kept].length() <= end) {
            kept++;
        }
        if (kept < all.length && all[kept].base() <= end && (end > all[kept].base() || kept == 0)) {
            Segment tail = all[kept];
            int position = (int) (end - tail.base());
            cutBytes += zero(tail, position);
            tail.resecureFrom(position);
            kept++;
        }
        for (int i = all.length - 1; i >= kept; i--) {
            Segment gone = all[i];
            int first = gone.file().nextNonZero(0);
            cutBytes += first == gone.length() ? 0 : gone.length() - first;
            gone.file().discard();
            disk.delete(gone.file().path());
        }
        if (kept < all.length) {
            disk.sync(CommitLog.DIRECTORY);
            log.keepFirst(Arrays.copyOf(all, kept));
        }
    }

    private static long zero(Segment segment, int from) throws IOException {
        int cut = segment.file().clear(from);
        if (cut > 0) {
            segment.file().force(from, segment.length());
        }
        return cut;
    }
}
