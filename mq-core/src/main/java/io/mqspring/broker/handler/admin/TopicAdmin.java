package io.mqspring.broker.handler.admin;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.handler.TopicChanges;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.AllTopicConfigsResponse;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.CreateTopicsRequest;
import io.mqspring.protocol.DeleteTopicRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetAllTopicConfigsRequest;
import io.mqspring.protocol.GroupListResponse;
import io.mqspring.protocol.QueryTopicGroupsRequest;
import io.mqspring.protocol.TopicConfigResponse;
import io.mqspring.transport.RequestContext;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** What operators do with topics. Stateless over the parts; thread safe. */
final class TopicAdmin {

    private final HandlerParts parts;
    private final TopicTable topics;
    private final Removals removals;

    TopicAdmin(HandlerParts parts, AdminParts admin) {
        this.parts = parts;
        this.topics = parts.topics();
        this.removals = admin.removals();
    }

    void register(RequestDispatcher dispatcher) {
        dispatcher.register(
                CommandType.GET_ALL_TOPIC_CONFIGS,
                (RequestContext context, GetAllTopicConfigsRequest request) ->
                        CompletableFuture.completedFuture(new AllTopicConfigsResponse(
                                topics.all().stream().map(TopicAdmin::config).toList())));
        dispatcher.register(CommandType.CREATE_TOPICS, this::create);
        dispatcher.register(
                CommandType.DELETE_TOPIC,
                new OnReaderThread<DeleteTopicRequest, EmptyResponse>(parts.readers(), this::delete));
        dispatcher.register(CommandType.QUERY_TOPIC_GROUPS, this::groups);
    }

    private CompletableFuture<EmptyResponse> create(RequestContext context, CreateTopicsRequest request) {
        List<Topic> wanted = request.topics().stream()
                .map(topic -> TopicChanges.checked(
                        topic.topic(),
                        topic.readQueues(),
                        topic.writeQueues(),
                        topic.perm(),
                        topic.topicSysFlag(),
                        topic.order()))
                .toList();
        wanted.forEach(topics::put);
        return parts.config().topics();
    }

    private CompletableFuture<EmptyResponse> delete(RequestContext context, DeleteTopicRequest request) {
        TopicChanges.checkChangeable(request.topic());
        return removals.topic(request.topic()).thenApply(done -> new EmptyResponse());
    }

    /** Groups with members that subscribe to the topic, and groups that have offsets in it. */
    private CompletableFuture<GroupListResponse> groups(RequestContext context, QueryTopicGroupsRequest request) {
        String topic = request.topic();
        Set<String> groups = new TreeSet<>();
        for (GroupView group : parts.groups().all()) {
            if (group.subscriptions().containsKey(topic)) {
                groups.add(group.name());
            }
        }
        ConsumerOffsets offsets = parts.offsets();
        offsets.groups().stream()
                .filter(group -> offsets.topics(group).contains(topic))
                .forEach(groups::add);
        return CompletableFuture.completedFuture(new GroupListResponse(List.copyOf(groups)));
    }

    private static TopicConfigResponse config(Topic topic) {
        return new TopicConfigResponse(
                topic.name(), topic.readQueues(), topic.writeQueues(), topic.perm(), topic.sysFlag(), topic.order());
    }
}
