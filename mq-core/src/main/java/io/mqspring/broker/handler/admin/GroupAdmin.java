package io.mqspring.broker.handler.admin;

import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.group.Subscription;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.topic.Topic;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.CreateGroupRequest;
import io.mqspring.protocol.CreateGroupsRequest;
import io.mqspring.protocol.DeleteGroupRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetGroupRequest;
import io.mqspring.protocol.GetGroupSubscriptionRequest;
import io.mqspring.protocol.GetGroupTopicsRequest;
import io.mqspring.protocol.GroupSubscriptionResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SubscriptionGroup;
import io.mqspring.protocol.SubscriptionGroupResponse;
import io.mqspring.protocol.TopicListResponse;
import io.mqspring.transport.RequestContext;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** What operators do with consumer groups. Stateless over the parts; thread safe. */
final class GroupAdmin {

    private final HandlerParts parts;
    private final GroupConfigs groups;
    private final Removals removals;

    GroupAdmin(HandlerParts parts, AdminParts admin) {
        this.parts = parts;
        this.groups = parts.groupConfigs();
        this.removals = admin.removals();
    }

    void register(RequestDispatcher dispatcher) {
        dispatcher.register(
                CommandType.CREATE_GROUP,
                (RequestContext context, CreateGroupRequest request) -> create(List.of(request.group())));
        dispatcher.register(
                CommandType.CREATE_GROUPS,
                (RequestContext context, CreateGroupsRequest request) -> create(request.groups()));
        dispatcher.register(
                CommandType.DELETE_GROUP,
                new OnReaderThread<DeleteGroupRequest, EmptyResponse>(parts.readers(), this::delete));
        dispatcher.register(CommandType.GET_GROUP, this::settings);
        dispatcher.register(CommandType.GET_GROUP_TOPICS, this::topics);
        dispatcher.register(CommandType.GET_GROUP_SUBSCRIPTION, this::subscription);
    }

    private CompletableFuture<EmptyResponse> create(List<SubscriptionGroup> wanted) {
        for (SubscriptionGroup group : wanted) {
            Refusal.checkGroupName(group.name());
            if (group.retryQueues() < 1 || group.retryQueues() > Topic.MAX_QUEUES) {
                throw Refusal.of(
                        ResponseCode.INVALID_PARAMETER,
                        "the retry topic of group '" + group.name() + "' cannot have " + group.retryQueues()
                                + " queues: allowed are 1 to " + Topic.MAX_QUEUES);
            }
        }
        wanted.forEach(group -> groups.put(new GroupConfig(group)));
        return parts.config().groups();
    }

    private CompletableFuture<EmptyResponse> delete(RequestContext context, DeleteGroupRequest request) {
        return removals.group(request.group(), request.cleanOffsets()).thenApply(done -> new EmptyResponse());
    }

    private CompletableFuture<SubscriptionGroupResponse> settings(RequestContext context, GetGroupRequest request) {
        return CompletableFuture.completedFuture(new SubscriptionGroupResponse(groups.find(request.group())
                .map(GroupConfig::settings)
                .orElseThrow(() -> unknownGroup(request.group()))));
    }

    /** What its members subscribe to, and what it has offsets in. */
    private CompletableFuture<TopicListResponse> topics(RequestContext context, GetGroupTopicsRequest request) {
        Set<String> topics = new TreeSet<>(parts.offsets().topics(request.group()));
        parts.groups()
                .find(request.group())
                .map(GroupView::subscriptions)
                .ifPresent(subscriptions -> topics.addAll(subscriptions.keySet()));
        return CompletableFuture.completedFuture(new TopicListResponse(List.copyOf(topics)));
    }

    private CompletableFuture<GroupSubscriptionResponse> subscription(
            RequestContext context, GetGroupSubscriptionRequest request) {
        return CompletableFuture.completedFuture(new GroupSubscriptionResponse(
                request.group(),
                request.topic(),
                parts.groups()
                        .find(request.group())
                        .map(group -> group.subscriptions().get(request.topic()))
                        .map(Subscription::entry)
                        .orElse(null)));
    }

    static RuntimeException unknownGroup(String group) {
        return Refusal.of(
                ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                "consumer group '" + group + "' does not exist on this broker");
    }
}
