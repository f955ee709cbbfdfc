package io.mqspring.broker.handler.offset;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.protocol.GetEarliestStoreTimeRequest;
import io.mqspring.protocol.TimestampResponse;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** When the first record of a queue was stored. */
final class GetEarliestStoreTimeHandler implements CommandHandler<GetEarliestStoreTimeRequest, TimestampResponse> {

    private static final long NONE = -1;

    private final MessageStore store;

    GetEarliestStoreTimeHandler(MessageStore store) {
        this.store = store;
    }

    @Override
    public CompletableFuture<TimestampResponse> handle(RequestContext context, GetEarliestStoreTimeRequest request) {
        long first = store.minOffset(request.topic(), request.queueId());
        return CompletableFuture.completedFuture(new TimestampResponse(
                store.storeTimestamp(request.topic(), request.queueId(), first).orElse(NONE)));
    }
}
