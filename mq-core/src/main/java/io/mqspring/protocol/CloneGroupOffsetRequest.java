package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Gives a group the offsets of another one (code 314).
 *
 * @param topic the only one; null or empty for all that the first group has offsets for
 */
public record CloneGroupOffsetRequest(
        String fromGroup, String toGroup, @Nullable String topic) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CLONE_GROUP_OFFSET;
    }
}
