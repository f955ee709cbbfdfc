package io.mqspring.broker.handler.pop;

import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.pop.PopWish;
import io.mqspring.broker.topic.Topic;
import io.mqspring.protocol.PopMessageRequest;
import io.mqspring.protocol.PopMessageResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.store.RecordFilter;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands messages out, now or when there are some. Checks in the order of official brokers, but for one: the time at which the
 * client made the request is not looked at, since its clock may be another.
 */
final class PopMessageHandler implements CommandHandler<PopMessageRequest, PopMessageResponse> {

    private static final int MOST_MESSAGES = 32;

    private final HandlerParts parts;
    private final AtomicInteger waiting = new AtomicInteger();

    PopMessageHandler(HandlerParts parts) {
        this.parts = parts;
    }

    @Override
    public CompletableFuture<PopMessageResponse> handle(RequestContext context, PopMessageRequest request) {
        if (request.maxMessages() > MOST_MESSAGES || request.maxMessages() < 1) {
            throw Refusal.of(
                    ResponseCode.INVALID_PARAMETER,
                    "a pop asks for 1 to " + MOST_MESSAGES + " messages, not " + request.maxMessages());
        }
        Topic topic = parts.topics().find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        if (!topic.isReadable()) {
            throw Refusal.of(ResponseCode.NO_PERMISSION, "topic '" + request.topic() + "' cannot be read");
        }
        if (request.queueId() >= topic.readQueues()) {
            throw Refusal.noSuchQueue(request.topic(), request.queueId(), topic.readQueues());
        }
        Refusal.checkGroupName(request.consumerGroup());
        GroupConfig group = parts.groupConfigs().findOrCreate(request.consumerGroup());
        if (!group.consumeEnable()) {
            throw Refusal.of(
                    ResponseCode.NO_PERMISSION, "group '" + request.consumerGroup() + "' is not allowed to consume");
        }
        RecordFilter filter = filter(request);
        PopWish wish = new PopWish(
                request.consumerGroup(),
                request.topic(),
                request.queueId(),
                topic.readQueues(),
                request.maxMessages(),
                request.invisibleMillis(),
                request.initMode() == PopMessageRequest.INIT_MAX,
                filter,
                request.order(),
                request.attemptId());
        PendingPop pop = new PendingPop(parts, context.peer(), wish, request.pollMillis(), waiting);
        pop.look();
        return pop.answer();
    }

    private RecordFilter filter(PopMessageRequest request) {
        try {
            return parts.filters().find(request.expressionType(), request.expression());
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ResponseCode.SUBSCRIPTION_PARSE_FAILED, String.valueOf(e.getMessage()));
        }
    }
}
