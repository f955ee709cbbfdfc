package io.mqspring.protocol;

/** Asks how groups get messages (code 402). */
public record GetRequestModesRequest() implements Request<RequestModesResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_REQUEST_MODES;
    }
}
