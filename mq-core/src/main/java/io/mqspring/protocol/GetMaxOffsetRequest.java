package io.mqspring.protocol;

/** Asks for the end of a queue (code 30). */
public record GetMaxOffsetRequest(String topic, int queueId) implements Request<OffsetResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_MAX_OFFSET;
    }
}
