package io.mqspring.protocol;

/** Has a broker remove queue files whose messages are gone (code 306). */
public record CleanExpiredQueuesRequest() implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CLEAN_EXPIRED_QUEUES;
    }
}
