package io.mqspring.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a store is laid out, when it flushes and what it lets go.
 *
 * @param directory root of the data directory
 * @param flushMode when an append is done
 * @param segmentSize bytes of a commit log file; a directory that exists keeps the size it was made with
 * @param queueFileEntries entries of a consume queue file
 * @param indexSlots hash slots of a key index file
 * @param indexEntries entries of a key index file
 * @param flushInterval with asynchronous flush: the longest time between forces
 * @param flushBytes with asynchronous flush: force when so many bytes wait
 * @param checkpointInterval how often queues, index and checkpoint are forced
 * @param retention what is kept
 * @param keepFreeBytes of the disk, left free by the log for checkpoints and offsets; 0 leaves none
 * @param maxBodyBytes largest body
 */
public record StoreSettings(
        Path directory,
        FlushMode flushMode,
        int segmentSize,
        int queueFileEntries,
        int indexSlots,
        int indexEntries,
        Duration flushInterval,
        int flushBytes,
        Duration checkpointInterval,
        RetentionLimits retention,
        long keepFreeBytes,
        int maxBodyBytes) {

    public StoreSettings {
        if (segmentSize < 1024 || queueFileEntries < 1 || indexSlots < 1 || indexEntries < 2 || maxBodyBytes < 1) {
            throw new IllegalArgumentException("store sizes must be positive, a segment at least 1 KiB");
        }
        if (keepFreeBytes < 0 || flushBytes < 1 || flushInterval.isNegative() || flushInterval.isZero()) {
            throw new IllegalArgumentException(
                    "the flush interval and size must be positive, the space to keep free not negative");
        }
    }

    /** 64 MiB segments, 6,000-entry queue files, synchronous flush, 72 hours of retention. */
    public static StoreSettings in(Path directory) {
        return new StoreSettings(
                directory,
                FlushMode.SYNC,
                64 * 1024 * 1024,
                6_000,
                500_000,
                2_000_000,
                Duration.ofMillis(500),
                4 * 1024 * 1024,
                Duration.ofSeconds(5),
                RetentionLimits.ofAge(Duration.ofHours(72)),
                0,
                4 * 1024 * 1024);
    }

    public StoreSettings withFlushMode(FlushMode mode) {
        return with(draft -> draft.flushMode = mode);
    }

    /** With asynchronous flush: the longest time between forces, and force when so many bytes wait. */
    public StoreSettings withFlush(Duration interval, int bytes) {
        return with(draft -> {
            draft.flushInterval = interval;
            draft.flushBytes = bytes;
        });
    }

    public StoreSettings withSegmentSize(int bytes) {
        return with(draft -> draft.segmentSize = bytes);
    }

    /** Keeps messages for a time, whatever they weigh. */
    public StoreSettings withRetention(Duration keep) {
        return withRetention(RetentionLimits.ofAge(keep));
    }

    public StoreSettings withRetention(RetentionLimits limits) {
        return with(draft -> draft.retention = limits);
    }

    public StoreSettings withKeepFreeBytes(long bytes) {
        return with(draft -> draft.keepFreeBytes = bytes);
    }

    public StoreSettings withMaxBodyBytes(int bytes) {
        return with(draft -> draft.maxBodyBytes = bytes);
    }

    private StoreSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new StoreSettings(
                directory,
                draft.flushMode,
                draft.segmentSize,
                queueFileEntries,
                indexSlots,
                indexEntries,
                draft.flushInterval,
                draft.flushBytes,
                checkpointInterval,
                draft.retention,
                draft.keepFreeBytes,
                draft.maxBodyBytes);
    }

    /** What changes, while one of it does. */
    private static final class Draft {

        private FlushMode flushMode;
        private int segmentSize;
        private Duration flushInterval;
        private int flushBytes;
        private RetentionLimits retention;
        private long keepFreeBytes;
        private int maxBodyBytes;

        Draft(StoreSettings from) {
            this.flushMode = from.flushMode;
            this.segmentSize = from.segmentSize;
            this.flushInterval = from.flushInterval;
            this.flushBytes = from.flushBytes;
            this.retention = from.retention;
            this.keepFreeBytes = from.keepFreeBytes;
            this.maxBodyBytes = from.maxBodyBytes;
        }
    }
}
