package io.mqspring.broker.handler.topic;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.naming.BrokerRoutes;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Where a topic lives. */
final class GetRouteHandler implements CommandHandler<GetRouteRequest, RouteResponse> {

    private final BrokerRoutes routes;

    GetRouteHandler(BrokerRoutes routes) {
        this.routes = routes;
    }

    @Override
    public CompletableFuture<RouteResponse> handle(RequestContext context, GetRouteRequest request) {
        return CompletableFuture.completedFuture(
                routes.route(request.topic(), context.peer().localAddress())
                        .orElseThrow(() -> Refusal.unknownTopic(request.topic())));
    }
}
