package io.mqspring.protocol;

/** Has a broker remove what its limits no longer keep (code 329). */
public record DeleteExpiredLogRequest() implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_EXPIRED_LOG;
    }
}
