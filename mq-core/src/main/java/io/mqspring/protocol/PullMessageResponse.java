package io.mqspring.protocol;

import io.mqspring.message.RecordBatch;

/**
 * The outcome of a pull. Who receives it closes the batch.
 *
 * @param suggestedBrokerId where to pull next: 0 is the master
 * @param nextOffset where the next pull should start
 * @param minOffset first offset of the queue
 * @param maxOffset end of the queue
 * @param batch the records; empty unless {@link PullStatus#FOUND}
 */
public record PullMessageResponse(
        PullStatus status, long suggestedBrokerId, long nextOffset, long minOffset, long maxOffset, RecordBatch batch)
        implements Response {}
