package io.mqspring.protocol;

/** Asks for all producers (code 328). */
public record GetProducersRequest() implements Request<ProducersResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_PRODUCERS;
    }
}
