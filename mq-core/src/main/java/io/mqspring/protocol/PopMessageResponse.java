package io.mqspring.protocol;

import io.mqspring.message.RecordBatch;

/**
 * The outcome of a pop. Who receives it closes the batch. The offsets are in the texts of the wire: entries separated by
 * {@code ;}, their parts by a space; the first part is 0 for the topic itself, 1 for the group's retry topic.
 *
 * @param popTime when the messages were handed out, broker's clock, milliseconds
 * @param invisibleMillis how long nobody else gets them
 * @param reviveQueueId part of the handles; 999 for an ordered pop
 * @param rest how many messages are left, about
 * @param startOffsets of each queue: kind, queue, first offset
 * @param messageOffsets of each queue: kind, queue, offsets joined by commas
 * @param orderCounts of an ordered pop: kind, queue, how often its messages were handed out before; empty if never
 * @param batch the records; empty unless {@link PopStatus#FOUND}
 */
public record PopMessageResponse(
        PopStatus status,
        long popTime,
        long invisibleMillis,
        int reviveQueueId,
        long rest,
        String startOffsets,
        String messageOffsets,
        String orderCounts,
        RecordBatch batch)
        implements Response {

    /** Nothing, for one of the reasons. */
    public static PopMessageResponse nothing(PopStatus status, long popTime, long invisibleMillis, long rest) {
        return new PopMessageResponse(status, popTime, invisibleMillis, 0, rest, "", "", "", RecordBatch.empty());
    }
}
