package io.mqspring.protocol;

/** Asks a name server for a topic's queues and brokers (code 105). */
public record GetRouteRequest(String topic) implements Request<RouteResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_ROUTE;
    }
}
