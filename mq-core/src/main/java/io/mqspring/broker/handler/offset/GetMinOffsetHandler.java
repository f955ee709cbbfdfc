package io.mqspring.broker.handler.offset;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.protocol.GetMinOffsetRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Where a queue begins. */
final class GetMinOffsetHandler implements CommandHandler<GetMinOffsetRequest, OffsetResponse> {

    private final MessageStore store;

    GetMinOffsetHandler(MessageStore store) {
        this.store = store;
    }

    @Override
    public CompletableFuture<OffsetResponse> handle(RequestContext context, GetMinOffsetRequest request) {
        return CompletableFuture.completedFuture(
                new OffsetResponse(store.minOffset(request.topic(), request.queueId())));
    }
}
