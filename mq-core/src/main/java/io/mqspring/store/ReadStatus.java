package io.mqspring.store;

/** How a read ended. */
public enum ReadStatus {
    /** There are records in the batch. */
    FOUND,
    /** Records were looked at, none matched the filter; go on at the next offset. */
    NOTHING_MATCHED,
    /** The offset is the end of the queue: wait. */
    AT_END,
    /** The queue has never had a record. */
    EMPTY_QUEUE,
    /** The offset lies before the first one kept; the next offset is the minimum. */
    TOO_SMALL,
    /** The offset lies beyond the end; the next offset is the end. */
    TOO_LARGE
}
