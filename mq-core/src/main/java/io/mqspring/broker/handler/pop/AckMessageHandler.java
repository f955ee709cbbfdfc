package io.mqspring.broker.handler.pop;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.pop.PopHandle;
import io.mqspring.broker.pop.PopKey;
import io.mqspring.broker.pop.PopService;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.AckMessageRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.transport.RequestContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A popped message is consumed. */
final class AckMessageHandler implements CommandHandler<AckMessageRequest, EmptyResponse> {

    private final TopicTable topics;
    private final PopService pops;

    AckMessageHandler(TopicTable topics, PopService pops) {
        this.topics = topics;
        this.pops = pops;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, AckMessageRequest request) {
        PopHandle handle = PopChecks.handle(request.handle());
        PopChecks.queue(topics, request.topic(), request.queueId());
        return pops.acknowledge(
                        new PopKey(request.consumerGroup(), request.topic(), request.queueId()),
                        handle.popTime(),
                        List.of(request.offset()))
                .thenApply(known -> PopChecks.done(known, request.topic(), request.queueId()));
    }
}
