package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Has a broker ask the members of a group for their offsets (code 223).
 *
 * @param clientId the only member to ask; null or empty for all
 */
public record GetConsumerStatusRequest(
        String topic, String group, @Nullable String clientId) implements Request<ConsumerStatusResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_STATUS;
    }
}
