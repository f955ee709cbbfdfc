package io.mqspring.broker.handler.offset;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Where a queue ends. */
final class GetMaxOffsetHandler implements CommandHandler<GetMaxOffsetRequest, OffsetResponse> {

    private final MessageStore store;

    GetMaxOffsetHandler(MessageStore store) {
        this.store = store;
    }

    @Override
    public CompletableFuture<OffsetResponse> handle(RequestContext context, GetMaxOffsetRequest request) {
        return CompletableFuture.completedFuture(
                new OffsetResponse(store.maxOffset(request.topic(), request.queueId())));
    }
}
