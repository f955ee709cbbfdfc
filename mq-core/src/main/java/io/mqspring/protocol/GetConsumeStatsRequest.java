package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a group's offsets (code 208).
 *
 * @param topic only this one, or null for all that the group has offsets for
 */
public record GetConsumeStatsRequest(
        String consumerGroup, @Nullable String topic) implements Request<ConsumeStatsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUME_STATS;
    }
}
