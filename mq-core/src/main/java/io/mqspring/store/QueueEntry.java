package io.mqspring.store;

/**
 * An entry of a queue.
 *
 * @param physicalOffset where its record lies in the log
 * @param size bytes of the record
 * @param tagsCode hash of the record's tag; in the topic of delay levels the due time
 */
public record QueueEntry(long physicalOffset, int size, long tagsCode) {}
