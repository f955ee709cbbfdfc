package io.mqspring.store;

import io.mqspring.message.RecordBatch;

/**
 * What a read found.
 *
 * @param status the outcome
 * @param batch the records; empty unless {@link ReadStatus#FOUND}; to be closed by the receiver
 * @param nextOffset where the next read should start
 * @param minOffset first readable offset of the queue
 * @param maxOffset end of the queue at the time of the read
 */
public record ReadResult(ReadStatus status, RecordBatch batch, long nextOffset, long minOffset, long maxOffset) {}
