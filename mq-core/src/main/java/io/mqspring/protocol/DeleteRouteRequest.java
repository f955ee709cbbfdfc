package io.mqspring.protocol;

/** Has a name server forget a topic (code 216). */
public record DeleteRouteRequest(String topic) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_ROUTE;
    }
}
