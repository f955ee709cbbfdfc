package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.MemberExchange;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Asks a member what it is doing and hands on its answer. */
final class GetConsumerRunningInfoHandler
        implements CommandHandler<GetConsumerRunningInfoRequest, ConsumerRunningInfoResponse> {

    private final GroupRegistry groups;

    GetConsumerRunningInfoHandler(GroupRegistry groups) {
        this.groups = groups;
    }

    @Override
    public CompletableFuture<ConsumerRunningInfoResponse> handle(
            RequestContext context, GetConsumerRunningInfoRequest request) {
        return MemberExchange.ask(
                MemberExchange.member(groups, request.consumerGroup(), request.clientId()),
                request,
                request.consumerGroup());
    }
}
