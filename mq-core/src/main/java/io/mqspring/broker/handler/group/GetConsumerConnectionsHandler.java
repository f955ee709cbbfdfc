package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.GroupMember;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.GetConsumerConnectionsRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.transport.RequestContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The members of a group and what they subscribe to. */
final class GetConsumerConnectionsHandler
        implements CommandHandler<GetConsumerConnectionsRequest, ConsumerConnectionsResponse> {

    private final GroupRegistry groups;

    GetConsumerConnectionsHandler(GroupRegistry groups) {
        this.groups = groups;
    }

    @Override
    public CompletableFuture<ConsumerConnectionsResponse> handle(
            RequestContext context, GetConsumerConnectionsRequest request) {
        GroupView group = groups.find(request.consumerGroup())
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.CONSUMER_NOT_ONLINE,
                        "the consumer group[" + request.consumerGroup() + "] not online"));
        Map<String, SubscriptionEntry> subscriptions = new HashMap<>();
        group.subscriptions().forEach((topic, subscription) -> subscriptions.put(topic, subscription.entry()));
        return CompletableFuture.completedFuture(new ConsumerConnectionsResponse(
                group.members().stream()
                        .map(GetConsumerConnectionsHandler::connection)
                        .toList(),
                subscriptions,
                group.consumeType(),
                group.messageModel(),
                group.consumeFromWhere()));
    }

    private static ConsumerConnectionsResponse.Connection connection(GroupMember member) {
        return new ConsumerConnectionsResponse.Connection(
                member.clientId(), member.peer().address().toString(), member.language(), member.version());
    }
}
