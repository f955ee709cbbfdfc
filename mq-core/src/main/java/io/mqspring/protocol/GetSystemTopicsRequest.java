package io.mqspring.protocol;

/** Asks a name server for topics that are no user's (code 304). */
public record GetSystemTopicsRequest() implements Request<SystemTopicsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_SYSTEM_TOPICS;
    }
}
