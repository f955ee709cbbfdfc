package io.mqspring.protocol;

/**
 * Moves a group to another place in a topic (code 222).
 *
 * @param timestamp first message stored at or after it, milliseconds; -1 for the end
 * @param force whether also forward
 * @param queueId -1 for all
 * @param offset where to, in place of the time; -1 for by time
 */
public record ResetOffsetRequest(String topic, String group, long timestamp, boolean force, int queueId, long offset)
        implements Request<QueueOffsetsResponse> {

    @Override
    public CommandType type() {
        return CommandType.RESET_OFFSET;
    }
}
