package io.mqspring.broker.handler.pull;

import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.group.RequestFilters;
import io.mqspring.broker.group.Subscription;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.store.RecordFilter;

/** Whether a group may pull, and what it wants to see. Stateless over the tables; thread safe. */
final class PullChecks {

    private final TopicTable topics;
    private final GroupConfigs configs;
    private final GroupRegistry groups;
    private final RequestFilters filters;

    PullChecks(TopicTable topics, GroupConfigs configs, GroupRegistry groups, RequestFilters filters) {
        this.topics = topics;
        this.configs = configs;
        this.groups = groups;
        this.filters = filters;
    }

    /**
     * Checks in the order of official brokers.
     *
     * @return the records that the group wants
     */
    RecordFilter check(PullMessageRequest request) {
        GroupConfig config = configs.findOrCreate(request.consumerGroup());
        if (!config.consumeEnable()) {
            throw Refusal.of(
                    ResponseCode.NO_PERMISSION, "group '" + request.consumerGroup() + "' is not allowed to consume");
        }
        Topic topic = topics.find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        if (!topic.isReadable()) {
            throw Refusal.of(ResponseCode.NO_PERMISSION, "topic '" + request.topic() + "' cannot be read");
        }
        if (request.queueId() < 0 || request.queueId() >= topic.readQueues()) {
            throw Refusal.noSuchQueue(request.topic(), request.queueId(), topic.readQueues());
        }
        return request.carriesSubscription() ? carried(request) : registered(request, config);
    }

    private RecordFilter carried(PullMessageRequest request) {
        try {
            return filters.find(request.expressionType(), request.subscription());
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ResponseCode.SUBSCRIPTION_PARSE_FAILED, String.valueOf(e.getMessage()));
        }
    }

    private RecordFilter registered(PullMessageRequest request, GroupConfig config) {
        String group = request.consumerGroup();
        GroupView view = groups.find(group)
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.SUBSCRIPTION_NOT_EXIST, "group '" + group + "' has no member: no heartbeat yet"));
        if (view.isBroadcasting() && !config.broadcastEnable()) {
            throw Refusal.of(ResponseCode.NO_PERMISSION, "group '" + group + "' is not allowed to broadcast");
        }
        Subscription subscription = view.subscriptions().get(request.topic());
        if (subscription == null) {
            throw Refusal.of(
                    ResponseCode.SUBSCRIPTION_NOT_EXIST,
                    "group '" + group + "' does not subscribe to topic '" + request.topic() + "'");
        }
        if (subscription.entry().version() < request.subscriptionVersion()) {
            throw Refusal.of(
                    ResponseCode.SUBSCRIPTION_NOT_LATEST,
                    "the subscription of group '" + group + "' to topic '" + request.topic()
                            + "' is newer than its last heartbeat");
        }
        RecordFilter filter = subscription.filter();
        if (filter == null) {
            throw Refusal.of(
                    ResponseCode.FILTER_DATA_NOT_EXIST,
                    "the subscription of group '" + group + "' to topic '" + request.topic() + "' has no filter: "
                            + subscription.error());
        }
        return filter;
    }
}
