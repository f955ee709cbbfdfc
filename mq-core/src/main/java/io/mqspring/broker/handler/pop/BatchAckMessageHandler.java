package io.mqspring.broker.handler.pop;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.pop.PopKey;
import io.mqspring.broker.pop.PopService;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.BatchAckMessageRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Popped messages are consumed. */
final class BatchAckMessageHandler implements CommandHandler<BatchAckMessageRequest, EmptyResponse> {

    private static final String ORIGINAL = "0";

    private final PopService pops;

    BatchAckMessageHandler(PopService pops) {
        this.pops = pops;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, BatchAckMessageRequest request) {
        CompletableFuture<?>[] all =
                request.entries().stream().map(this::acknowledge).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all).thenApply(done -> new EmptyResponse());
    }

    private CompletableFuture<EmptyResponse> acknowledge(BatchAckMessageRequest.Entry entry) {
        boolean retried = !entry.retry().equals(ORIGINAL) && !TopicNames.isRetryTopic(entry.topic());
        String topic = retried ? TopicNames.popRetryTopic(entry.consumerGroup(), entry.topic()) : entry.topic();
        return pops.acknowledge(
                        new PopKey(entry.consumerGroup(), topic, entry.queueId()), entry.popTime(), entry.offsets())
                .thenApply(known -> PopChecks.done(known, topic, entry.queueId()));
    }
}
