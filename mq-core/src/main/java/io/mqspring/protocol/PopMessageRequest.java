package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Asks for messages to be handed out to a group, each to be acknowledged by itself (code 200050).
 *
 * @param queueId a queue, or below 0 for all queues of the topic
 * @param maxMessages at most this many
 * @param invisibleMillis for how long nobody else gets them
 * @param pollMillis how long the broker may hold the request when there is nothing
 * @param bornTime when it was made, client's clock, milliseconds
 * @param initMode where a group begins that has consumed nothing: {@link #INIT_MIN} or {@link #INIT_MAX}
 * @param expressionType {@code TAG} or {@code SQL92}
 * @param expression filter expression; null for all messages
 * @param order whether a queue is to be handed out in order: not on before all of what is out is acknowledged
 * @param attemptId repeated when an ordered pop is tried again, which then gets the same messages
 */
public record PopMessageRequest(
        String consumerGroup,
        String topic,
        int queueId,
        int maxMessages,
        long invisibleMillis,
        long pollMillis,
        long bornTime,
        int initMode,
        String expressionType,
        @Nullable String expression,
        boolean order,
        @Nullable String attemptId)
        implements Request<PopMessageResponse> {

    /** Begin with the first message kept. */
    public static final int INIT_MIN = 0;
    /** Begin at the end, unless the queue is young. */
    public static final int INIT_MAX = 1;

    @Override
    public CommandType type() {
        return CommandType.POP_MESSAGE;
    }
}
