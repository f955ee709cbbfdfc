package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.HeartbeatResponse;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.transport.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Registers a client in its groups; answers when that is done. */
final class HeartbeatHandler implements CommandHandler<HeartbeatRequest, HeartbeatResponse> {

    private final GroupRegistry groups;
    private final ProducerGroups producers;
    private final HeartbeatResponse answer;

    /**
     * @param handOverTimeout how long claims are held
     */
    HeartbeatHandler(GroupRegistry groups, ProducerGroups producers, Duration handOverTimeout) {
        this.groups = groups;
        this.producers = producers;
        this.answer = new HeartbeatResponse(ProtocolVersion.CURRENT, handOverTimeout);
    }

    @Override
    public CompletableFuture<HeartbeatResponse> handle(RequestContext context, HeartbeatRequest request) {
        request.consumers().forEach(consumer -> Refusal.checkGroupName(consumer.group()));
        CompletableFuture<Void> consuming = request.consumers().isEmpty()
                ? CompletableFuture.completedFuture(null)
                : groups.heartbeat(context, request);
        CompletableFuture<Void> producing = request.producerGroups().isEmpty()
                ? CompletableFuture.completedFuture(null)
                : producers.heartbeat(context, request.clientId(), request.producerGroups());
        return consuming.thenCombine(producing, (one, other) -> answer);
    }
}
