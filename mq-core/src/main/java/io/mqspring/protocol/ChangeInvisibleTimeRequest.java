package io.mqspring.protocol;

/**
 * Sets anew for how long nobody else gets a popped message (code 200053): longer while it is worked on, or until it is to
 * come again when it has failed.
 *
 * @param topic where it was popped from: the group's retry topic for a retried message
 * @param handle what came with the message, or the last answer of this kind
 * @param offset its offset in the queue
 * @param invisibleMillis from now on
 * @param suspend whether coming again is not to count as an attempt
 */
public record ChangeInvisibleTimeRequest(
        String consumerGroup,
        String topic,
        int queueId,
        String handle,
        long offset,
        long invisibleMillis,
        boolean suspend)
        implements Request<ChangeInvisibleTimeResponse> {

    @Override
    public CommandType type() {
        return CommandType.CHANGE_INVISIBLE_TIME;
    }
}
