package io.mqspring.broker.handler.offset;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.SearchOffsetRequest;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** The first offset of a queue that was stored at or after a time. */
final class SearchOffsetHandler implements CommandHandler<SearchOffsetRequest, OffsetResponse> {

    private final MessageStore store;

    SearchOffsetHandler(MessageStore store) {
        this.store = store;
    }

    @Override
    public CompletableFuture<OffsetResponse> handle(RequestContext context, SearchOffsetRequest request) {
        return CompletableFuture.completedFuture(
                new OffsetResponse(store.offsetByTime(request.topic(), request.queueId(), request.timestamp())));
    }
}
