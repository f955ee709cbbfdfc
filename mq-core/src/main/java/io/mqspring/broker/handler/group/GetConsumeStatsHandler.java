package io.mqspring.broker.handler.group;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.GroupProgress;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.GetConsumeStatsRequest;
import io.mqspring.transport.RequestContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How far a group has come in the topics that it has offsets for. */
final class GetConsumeStatsHandler implements CommandHandler<GetConsumeStatsRequest, ConsumeStatsResponse> {

    private final GroupProgress progress;

    GetConsumeStatsHandler(GroupProgress progress) {
        this.progress = progress;
    }

    @Override
    public CompletableFuture<ConsumeStatsResponse> handle(RequestContext context, GetConsumeStatsRequest request) {
        String only = request.topic();
        List<String> topics = progress.topics(request.consumerGroup()).stream()
                .filter(topic -> only == null || only.isEmpty() || only.equals(topic))
                .toList();
        return CompletableFuture.completedFuture(progress.of(request.consumerGroup(), topics));
    }
}
