package io.mqspring.broker.pop;

import io.mqspring.message.RecordBatch;
import java.util.List;

/**
 * What a pop came to.
 *
 * @param popTime when, wall clock
 * @param batch the messages; whoever gets this closes it
 * @param reviveQueueId part of the handles
 * @param startOffsets in the text of the wire
 * @param messageOffsets in the text of the wire
 * @param orderCounts in the text of the wire
 * @param rest how many messages are left, about
 * @param watch where an arrival would change the outcome
 */
public record Popped(
        long popTime,
        RecordBatch batch,
        int reviveQueueId,
        String startOffsets,
        String messageOffsets,
        String orderCounts,
        long rest,
        List<Watch> watch) {

    /** The end of a queue that has nothing. */
    public record Watch(String topic, int queueId, long offset, boolean retries) {}
}
