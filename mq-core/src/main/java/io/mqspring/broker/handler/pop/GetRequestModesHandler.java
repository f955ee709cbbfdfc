package io.mqspring.broker.handler.pop;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.pop.RequestModes;
import io.mqspring.protocol.GetRequestModesRequest;
import io.mqspring.protocol.RequestModesResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Which groups pop or pull, where that was set. */
final class GetRequestModesHandler implements CommandHandler<GetRequestModesRequest, RequestModesResponse> {

    private final RequestModes modes;

    GetRequestModesHandler(RequestModes modes) {
        this.modes = modes;
    }

    @Override
    public CompletableFuture<RequestModesResponse> handle(RequestContext context, GetRequestModesRequest request) {
        return CompletableFuture.completedFuture(new RequestModesResponse(modes.all()));
    }
}
