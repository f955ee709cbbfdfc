package io.mqspring.broker.handler.offset;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A group's committed offset. For a group that has none, a client that does not ask otherwise is told 0 while the queue is
 * young, as official brokers do: so a new group sees everything of a new topic.
 */
final class QueryConsumerOffsetHandler
        implements CommandHandler<QueryConsumerOffsetRequest, QueryConsumerOffsetResponse> {

    private final ConsumerOffsets offsets;
    private final MessageStore store;

    QueryConsumerOffsetHandler(ConsumerOffsets offsets, MessageStore store) {
        this.offsets = offsets;
        this.store = store;
    }

    @Override
    public CompletableFuture<QueryConsumerOffsetResponse> handle(
            RequestContext context, QueryConsumerOffsetRequest request) {
        OptionalLong offset = offsets.committed(request.consumerGroup(), request.topic(), request.queueId());
        if (offset.isEmpty() && request.zeroIfNotFound() && isYoung(request.topic(), request.queueId())) {
            offset = OptionalLong.of(0);
        }
        return CompletableFuture.completedFuture(new QueryConsumerOffsetResponse(offset));
    }

    /** Has messages, has lost none to retention, and its first one is still in the recent part of the log. */
    private boolean isYoung(String topic, int queueId) {
        return store.maxOffset(topic, queueId) > 0
                && store.minOffset(topic, queueId) <= 0
                && store.isRecent(topic, queueId, 0);
    }
}
