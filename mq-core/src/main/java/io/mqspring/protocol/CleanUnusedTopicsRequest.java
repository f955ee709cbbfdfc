package io.mqspring.protocol;

/** Has a broker remove queues of topics that do not exist (code 316). */
public record CleanUnusedTopicsRequest() implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CLEAN_UNUSED_TOPICS;
    }
}
