package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Asks the broker to deliver a message to the group again after a delay level (code 36).
 *
 * @param offset log position of the message
 * @param delayLevel 0: the broker decides, above: that level, below: dead letter at once
 * @param maxReconsumeTimes attempts allowed; negative if not said
 */
public record SendBackRequest(
        long offset,
        String group,
        int delayLevel,
        @Nullable String originMessageId,
        @Nullable String originTopic,
        int maxReconsumeTimes)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CONSUMER_SEND_MSG_BACK;
    }
}
