package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/** Takes a client out of a producer or consumer group (code 35). */
public record UnregisterClientRequest(
        String clientId,
        @Nullable String producerGroup,
        @Nullable String consumerGroup) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.UNREGISTER_CLIENT;
    }
}
