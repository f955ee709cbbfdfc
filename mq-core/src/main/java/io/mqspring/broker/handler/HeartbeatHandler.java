package io.mqspring.broker.handler;

import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.HeartbeatResponse;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Registers a client in its groups; answers when that is done. */
final class HeartbeatHandler implements CommandHandler<HeartbeatRequest, HeartbeatResponse> {

    private final GroupRegistry groups;

    HeartbeatHandler(GroupRegistry groups) {
        this.groups = groups;
    }

    @Override
    public CompletableFuture<HeartbeatResponse> handle(RequestContext context, HeartbeatRequest request) {
        request.consumers().forEach(consumer -> Refusal.checkGroupName(consumer.group()));
        HeartbeatResponse known = new HeartbeatResponse(ProtocolVersion.CURRENT);
        return request.consumers().isEmpty()
                ? CompletableFuture.completedFuture(known)
                : groups.heartbeat(context, request).thenApply(registered -> known);
    }
}
