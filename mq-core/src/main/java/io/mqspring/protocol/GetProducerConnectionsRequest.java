package io.mqspring.protocol;

/** Asks for the members of a producer group (code 204). */
public record GetProducerConnectionsRequest(String producerGroup) implements Request<ProducerConnectionsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_PRODUCER_CONNECTIONS;
    }
}
