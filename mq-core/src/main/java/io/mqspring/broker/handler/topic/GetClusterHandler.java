package io.mqspring.broker.handler.topic;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.naming.BrokerRoutes;
import io.mqspring.protocol.ClusterResponse;
import io.mqspring.protocol.GetClusterRequest;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** The cluster, which is this broker. */
final class GetClusterHandler implements CommandHandler<GetClusterRequest, ClusterResponse> {

    private final BrokerRoutes routes;

    GetClusterHandler(BrokerRoutes routes) {
        this.routes = routes;
    }

    @Override
    public CompletableFuture<ClusterResponse> handle(RequestContext context, GetClusterRequest request) {
        return CompletableFuture.completedFuture(routes.cluster(context.peer().localAddress()));
    }
}
