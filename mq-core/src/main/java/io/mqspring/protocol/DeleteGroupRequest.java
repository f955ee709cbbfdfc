package io.mqspring.protocol;

/**
 * Has a broker forget a consumer group (code 207).
 *
 * @param cleanOffsets whether its offsets go, too
 */
public record DeleteGroupRequest(String group, boolean cleanOffsets) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_GROUP;
    }
}
