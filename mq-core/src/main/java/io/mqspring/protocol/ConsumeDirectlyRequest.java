package io.mqspring.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Has a member of a group consume one message at once; asked of a broker, and relayed by it (code 309).
 *
 * @param messageId the offset id of the message
 * @param message the encoded record; empty when a broker is asked
 */
public record ConsumeDirectlyRequest(
        String consumerGroup,
        String clientId,
        String messageId,
        @Nullable String brokerName,
        @Nullable String topic,
        ByteBuffer message)
        implements Request<ConsumeDirectlyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CONSUME_DIRECTLY;
    }
}
