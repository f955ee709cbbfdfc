package io.mqspring.protocol;

/** Asks when the first record of a queue was stored (code 32). */
public record GetEarliestStoreTimeRequest(String topic, int queueId) implements Request<TimestampResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_EARLIEST_STORE_TIME;
    }
}
