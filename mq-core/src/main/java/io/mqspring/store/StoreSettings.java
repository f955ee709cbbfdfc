package io.mqspring.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a store is laid out and when it flushes.
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
 * @param retention how long segments are kept; zero keeps them for ever
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
        Duration retention,
        int maxBodyBytes) {

    public StoreSettings {
        if (segmentSize < 1024 || queueFileEntries < 1 || indexSlots < 1 || indexEntries < 2 || maxBodyBytes < 1) {
            throw new IllegalArgumentException("store sizes must be positive, a segment at least 1 KiB");
        }
    }

    /** 64 MiB segments, 6,000-entry queue files, synchronous flush. */
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
                Duration.ofHours(72),
                4 * 1024 * 1024);
    }

    public StoreSettings withFlushMode(FlushMode mode) {
        return new StoreSettings(
                directory,
                mode,
                segmentSize,
                queueFileEntries,
                indexSlots,
                indexEntries,
                flushInterval,
                flushBytes,
                checkpointInterval,
                retention,
                maxBodyBytes);
    }

    public StoreSettings withSegmentSize(int bytes) {
        return new StoreSettings(
                directory,
                flushMode,
                bytes,
                queueFileEntries,
                indexSlots,
                indexEntries,
                flushInterval,
                flushBytes,
                checkpointInterval,
                retention,
                maxBodyBytes);
    }

    public StoreSettings withRetention(Duration keep) {
        return new StoreSettings(
                directory,
                flushMode,
                segmentSize,
                queueFileEntries,
                indexSlots,
                indexEntries,
                flushInterval,
                flushBytes,
                checkpointInterval,
                keep,
                maxBodyBytes);
    }

    public StoreSettings withMaxBodyBytes(int bytes) {
        return new StoreSettings(
                directory,
                flushMode,
                segmentSize,
                queueFileEntries,
                indexSlots,
                indexEntries,
                flushInterval,
                flushBytes,
                checkpointInterval,
                retention,
                bytes);
    }
}
