package io.mqspring.protocol;

/** Asks for the first offset of a queue (code 31). */
public record GetMinOffsetRequest(String topic, int queueId) implements Request<OffsetResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_MIN_OFFSET;
    }
}
