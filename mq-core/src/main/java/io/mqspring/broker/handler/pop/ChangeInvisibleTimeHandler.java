package io.mqspring.broker.handler.pop;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.pop.PopHandle;
import io.mqspring.broker.pop.PopKey;
import io.mqspring.broker.pop.PopService;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.ChangeInvisibleTimeRequest;
import io.mqspring.protocol.ChangeInvisibleTimeResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Sets anew when a popped message comes again. */
final class ChangeInvisibleTimeHandler
        implements CommandHandler<ChangeInvisibleTimeRequest, ChangeInvisibleTimeResponse> {

    private final TopicTable topics;
    private final PopService pops;

    ChangeInvisibleTimeHandler(TopicTable topics, PopService pops) {
        this.topics = topics;
        this.pops = pops;
    }

    @Override
    public CompletableFuture<ChangeInvisibleTimeResponse> handle(
            RequestContext context, ChangeInvisibleTimeRequest request) {
        PopHandle handle = PopChecks.handle(request.handle());
        PopChecks.queue(topics, request.topic(), request.queueId());
        PopKey key = new PopKey(request.consumerGroup(), request.topic(), request.queueId());
        return pops.changeInvisibleTime(
                        key, handle.popTime(), request.offset(), request.invisibleMillis(), request.suspend())
                .thenApply(popTime -> new ChangeInvisibleTimeResponse(
                        popTime.orElseThrow(() -> tooLate(request)),
                        request.invisibleMillis(),
                        handle.reviveQueueId()));
    }

    private static RuntimeException tooLate(ChangeInvisibleTimeRequest request) {
        return Refusal.of(
                ResponseCode.NO_MESSAGE,
                "the message at " + request.offset() + " of " + request.topic() + "/" + request.queueId()
                        + " is acknowledged, or its time is over and it comes again");
    }
}
