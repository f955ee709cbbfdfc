package io.mqspring.store;

/**
 * A snapshot of a store.
 *
 * @param logStart first position of the log
 * @param logEnd end of the readable log
 * @param appendedRecords records appended since start
 * @param forces how often the log was forced since start
 * @param forcedRecords records made durable by those forces
 * @param forceNanos total time of those forces
 * @param queues queues that exist
 * @param records readable records in all queues
 * @param usableBytes free space of the disk
 * @param totalBytes size of the disk
 */
public record StoreStats(
        long logStart,
        long logEnd,
        long appendedRecords,
        long forces,
        long forcedRecords,
        long forceNanos,
        int queues,
        long records,
        long usableBytes,
        long totalBytes) {}
