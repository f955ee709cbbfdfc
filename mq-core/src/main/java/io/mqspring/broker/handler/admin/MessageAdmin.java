package io.mqspring.broker.handler.admin;

import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.group.Subscription;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.topic.Topic;
import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeQueueResponse;
import io.mqspring.protocol.MessageResponse;
import io.mqspring.protocol.QueryConsumeQueueRequest;
import io.mqspring.protocol.QueryMessageRequest;
import io.mqspring.protocol.QueryMessageResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.ViewMessageRequest;
import io.mqspring.store.MessageStore;
import io.mqspring.store.RecordFilter;
import io.mqspring.transport.RequestContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How operators find messages. Reads old parts of the log; thread safe. */
final class MessageAdmin {

    /** As official brokers answer when a unique id is asked for. */
    private static final int UNIQUE_COUNT = 32;

    private static final int MOST_MESSAGES = 1024;
    private static final int MOST_ENTRIES = 10_000;

    private final HandlerParts parts;
    private final MessageStore store;

    MessageAdmin(HandlerParts parts) {
        this.parts = parts;
        this.store = parts.store();
    }

    void register(RequestDispatcher dispatcher) {
        dispatcher.register(
                CommandType.VIEW_MESSAGE,
                new OnReaderThread<ViewMessageRequest, MessageResponse>(parts.readers(), this::view));
        dispatcher.register(
                CommandType.QUERY_MESSAGE,
                new OnReaderThread<QueryMessageRequest, QueryMessageResponse>(parts.readers(), this::query));
        dispatcher.register(
                CommandType.QUERY_CONSUME_QUEUE,
                new OnReaderThread<QueryConsumeQueueRequest, ConsumeQueueResponse>(parts.readers(), this::queue));
    }

    private CompletableFuture<MessageResponse> view(RequestContext context, ViewMessageRequest request) {
        return CompletableFuture.completedFuture(new MessageResponse(Records.at(store, request.physicalOffset())));
    }

    private CompletableFuture<QueryMessageResponse> query(RequestContext context, QueryMessageRequest request) {
        int count = request.unique() ? UNIQUE_COUNT : Math.max(1, Math.min(request.maxCount(), MOST_MESSAGES));
        long end = store.stats().logEnd();
        try (RecordBatch batch =
                store.lookUp(request.topic(), request.key(), count, request.beginMillis(), request.endMillis())) {
            if (batch.isEmpty()) {
                throw Refusal.of(
                        ResponseCode.QUERY_NOT_FOUND,
                        "can not find message, maybe time range not correct: topic '" + request.topic() + "', key '"
                                + request.key() + "'");
            }
            ByteBuffer messages = Records.copy(batch);
            return CompletableFuture.completedFuture(
                    new QueryMessageResponse(parts.time().wallMillis(), end, messages));
        }
    }

    private CompletableFuture<ConsumeQueueResponse> queue(RequestContext context, QueryConsumeQueueRequest request) {
        Topic topic = parts.topics().find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        if (request.queueId() < 0 || request.queueId() >= topic.queues()) {
            throw Refusal.noSuchQueue(request.topic(), request.queueId(), topic.queues());
        }
        int count = Math.max(0, Math.min(request.count(), MOST_ENTRIES));
        Optional<Subscription> subscription = subscription(request);
        Optional<RecordFilter> filter = subscription.map(Subscription::filter);
        long from = Math.max(request.offset(), store.minOffset(request.topic(), request.queueId()));
        List<ConsumeQueueResponse.Entry> entries =
                store.entries(request.topic(), request.queueId(), from, count).stream()
                        .map(entry -> new ConsumeQueueResponse.Entry(
                                entry.physicalOffset(),
                                entry.size(),
                                entry.tagsCode(),
                                filter.map(one -> one.matchesEntry(entry.tagsCode()))
                                        .orElse(false),
                                null))
                        .toList();
        return CompletableFuture.completedFuture(new ConsumeQueueResponse(
                store.minOffset(request.topic(), request.queueId()),
                store.maxOffset(request.topic(), request.queueId()),
                entries,
                subscription.map(Subscription::entry).orElse(null)));
    }

    private Optional<Subscription> subscription(QueryConsumeQueueRequest request) {
        String group = request.consumerGroup();
        return group == null
                ? Optional.empty()
                : parts.groups()
                        .find(group)
                        .map(GroupView::subscriptions)
                        .map(subscriptions -> subscriptions.get(request.topic()));
    }
}
