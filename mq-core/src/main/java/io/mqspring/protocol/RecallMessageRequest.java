package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Asks the broker not to deliver a timed message (code 370).
 *
 * @param topic where the message goes
 * @param recallHandle what the answer to its send said
 */
public record RecallMessageRequest(
        String topic, String recallHandle, @Nullable String producerGroup) implements Request<RecallMessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.RECALL_MESSAGE;
    }
}
