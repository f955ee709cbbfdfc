package io.mqspring.protocol;

/** Asks for the first offset stored at or after a time in milliseconds (code 29). */
public record SearchOffsetRequest(String topic, int queueId, long timestamp) implements Request<OffsetResponse> {

    @Override
    public CommandType type() {
        return CommandType.SEARCH_OFFSET_BY_TIMESTAMP;
    }
}
