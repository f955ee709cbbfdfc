package io.mqspring.protocol;

/**
 * Says that a popped message is consumed (code 200051).
 *
 * @param topic where it was popped from: the group's retry topic for a retried message
 * @param handle what came with the message
 * @param offset its offset in the queue
 */
public record AckMessageRequest(String consumerGroup, String topic, int queueId, String handle, long offset)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.ACK_MESSAGE;
    }
}
