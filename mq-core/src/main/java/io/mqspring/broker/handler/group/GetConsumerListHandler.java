package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.GroupMember;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.protocol.ConsumerListResponse;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** The client ids of a group's members. */
final class GetConsumerListHandler implements CommandHandler<GetConsumerListRequest, ConsumerListResponse> {

    private final GroupRegistry groups;

    GetConsumerListHandler(GroupRegistry groups) {
        this.groups = groups;
    }

    @Override
    public CompletableFuture<ConsumerListResponse> handle(RequestContext context, GetConsumerListRequest request) {
        GroupView group = groups.find(request.consumerGroup())
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.SYSTEM_ERROR, "no consumer for this group, " + request.consumerGroup()));
        return CompletableFuture.completedFuture(new ConsumerListResponse(
                group.members().stream().map(GroupMember::clientId).toList()));
    }
}
