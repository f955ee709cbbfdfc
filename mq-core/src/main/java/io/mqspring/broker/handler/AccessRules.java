package io.mqspring.broker.handler;

import static java.util.Map.entry;

import io.mqspring.message.TopicNames;
import io.mqspring.protocol.AckMessageRequest;
import io.mqspring.protocol.BatchAckMessageRequest;
import io.mqspring.protocol.ChangeInvisibleTimeRequest;
import io.mqspring.protocol.CheckClientConfigRequest;
import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.EndTransactionRequest;
import io.mqspring.protocol.GetClusterRequest;
import io.mqspring.protocol.GetConsumeStatsRequest;
import io.mqspring.protocol.GetConsumerConnectionsRequest;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.protocol.GetEarliestStoreTimeRequest;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetMinOffsetRequest;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.GetTopicConfigRequest;
import io.mqspring.protocol.GetTopicStatsRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.PopMessageRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.QueryAssignmentRequest;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.RecallMessageRequest;
import io.mqspring.protocol.ReleaseQueueRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SearchOffsetRequest;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendReplyRequest;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.protocol.UnlockQueuesRequest;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.security.Principal;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What a user needs for which request. A request that is not listed is for administrators. The words PUB and SUB are those of
 * official brokers. Stateless.
 */
public final class AccessRules {

    private static final Map<Class<? extends Request<?>>, BiConsumer<Access, Request<?>>> RULES = Map.ofEntries(
            rule(SendMessageRequest.class, (who, send) -> who.publishes(send.topic())),
            rule(SendBatchMessageRequest.class, (who, send) -> who.publishes(send.topic())),
            rule(RecallMessageRequest.class, (who, recall) -> who.publishes(recall.topic())),
            // Which topic it is about, the half message says: the handler looks.
            rule(EndTransactionRequest.class, (who, end) -> {}),
            rule(PullMessageRequest.class, (who, pull) -> {
                who.consumesIn(pull.consumerGroup());
                who.subscribes(pull.topic());
            }),
            // Which topic it is about, the message says: the handler looks.
            rule(SendBackRequest.class, (who, back) -> who.consumesIn(back.group())),
            rule(PopMessageRequest.class, (who, pop) -> who.pops(pop.consumerGroup(), pop.topic())),
            rule(AckMessageRequest.class, (who, ack) -> who.pops(ack.consumerGroup(), ack.topic())),
            rule(ChangeInvisibleTimeRequest.class, (who, change) -> who.pops(change.consumerGroup(), change.topic())),
            rule(BatchAckMessageRequest.class, (who, batch) -> batch.entries()
                    .forEach(ack -> who.pops(ack.consumerGroup(), ack.topic()))),
            rule(QueryAssignmentRequest.class, (who, query) -> who.pops(query.consumerGroup(), query.topic())),
            rule(HeartbeatRequest.class, AccessRules::heartbeat),
            rule(UnregisterClientRequest.class, (who, leave) -> {
                String group = leave.consumerGroup();
                if (group != null && !group.isEmpty()) {
                    who.consumesIn(group);
                }
            }),
            rule(QueryConsumerOffsetRequest.class, (who, query) -> {
                who.consumesIn(query.consumerGroup());
                who.subscribes(query.topic());
            }),
            rule(UpdateConsumerOffsetRequest.class, (who, update) -> {
                who.consumesIn(update.consumerGroup());
                who.subscribes(update.topic());
            }),
            rule(LockQueuesRequest.class, (who, lock) -> {
                who.consumesIn(lock.consumerGroup());
                lock.queues().forEach(queue -> who.subscribes(queue.topic()));
            }),
            rule(ClaimQueueRequest.class, (who, claim) -> {
                who.consumesIn(claim.consumerGroup());
                who.subscribes(claim.topic());
            }),
            rule(ReleaseQueueRequest.class, (who, release) -> {
                who.consumesIn(release.consumerGroup());
                who.subscribes(release.topic());
            }),
            rule(UnlockQueuesRequest.class, (who, unlock) -> who.consumesIn(unlock.consumerGroup())),
            rule(CheckClientConfigRequest.class, (who, check) -> {
                who.consumesIn(check.group());
                who.subscribes(check.subscription().topic());
            }),
            rule(
                    SendReplyRequest.class,
                    (who, send) -> who.publishes(send.reply().topic())),
            rule(GetConsumerListRequest.class, (who, list) -> who.consumesIn(list.consumerGroup())),
            rule(GetConsumerConnectionsRequest.class, (who, list) -> who.consumesIn(list.consumerGroup())),
            rule(GetConsumeStatsRequest.class, (who, stats) -> who.consumesIn(stats.consumerGroup())),
            rule(GetMaxOffsetRequest.class, (who, get) -> who.subscribes(get.topic())),
            rule(GetMinOffsetRequest.class, (who, get) -> who.subscribes(get.topic())),
            rule(SearchOffsetRequest.class, (who, search) -> who.subscribes(search.topic())),
            rule(GetEarliestStoreTimeRequest.class, (who, get) -> who.subscribes(get.topic())),
            rule(GetTopicConfigRequest.class, (who, get) -> who.uses(get.topic())),
            rule(GetTopicStatsRequest.class, (who, get) -> who.uses(get.topic())),
            rule(GetRouteRequest.class, (who, get) -> {}),
            rule(GetClusterRequest.class, (who, get) -> {}));

    private AccessRules() {}

    /**
     * @throws CommandFailedException naming what is missing
     */
    static void check(Principal who, Request<?> request) {
        if (who.isAdmin()) {
            return;
        }
        BiConsumer<Access, Request<?>> rule = RULES.get(request.getClass());
        if (rule == null) {
            throw refused(
                    who, request.type() + " is for administrators: set mq.embedded.users." + who.name() + ".admin");
        }
        rule.accept(new Access(who), request);
    }

    /**
     * For what a request does not say itself.
     *
     * @throws CommandFailedException if messages of this topic are not the user's to send
     */
    public static void checkPublish(Principal who, String topic) {
        new Access(who).publishes(topic);
    }

    /**
     * For what a request does not say itself.
     *
     * @throws CommandFailedException if messages of this topic are not the user's to read
     */
    public static void checkSubscribe(Principal who, String topic) {
        new Access(who).subscribes(topic);
    }

    private static void heartbeat(Access who, HeartbeatRequest heartbeat) {
        for (HeartbeatRequest.Consumer consumer : heartbeat.consumers()) {
            who.consumesIn(consumer.group());
            for (SubscriptionEntry subscription : consumer.subscriptions()) {
                who.subscribes(subscription.topic());
            }
        }
    }

    private static <Q extends Request<?>> Map.Entry<Class<? extends Request<?>>, BiConsumer<Access, Request<?>>> rule(
            Class<Q> type, BiConsumer<Access, Q> rule) {
        return entry(type, (who, request) -> rule.accept(who, type.cast(request)));
    }

    private static CommandFailedException refused(Principal who, String missing) {
        return Refusal.of(ResponseCode.NO_PERMISSION, "no permission for " + who + ": " + missing);
    }

    /** Asks for one thing at a time. */
    private record Access(Principal who) {

        void publishes(String topic) {
            if (!who.mayPublish(topic)) {
                throw missing("PUB on topic '" + topic + "'", "publish");
            }
        }

        void subscribes(String topic) {
            if (!who.maySubscribe(topic)) {
                throw missing("SUB on topic '" + topic + "'", "subscribe");
            }
        }

        void consumesIn(String group) {
            if (!who.mayUseGroup(group)) {
                throw missing("SUB on group '" + group + "'", "groups");
            }
        }

        /** Messages that come again lie in a topic named after group and topic. */
        void pops(String group, String topic) {
            consumesIn(group);
            String retries = TopicNames.popRetryTopic(group, "");
            subscribes(topic.startsWith(retries) ? topic.substring(retries.length()) : topic);
        }

        void uses(String topic) {
            if (!who.mayPublish(topic) && !who.maySubscribe(topic)) {
                throw missing("PUB or SUB on topic '" + topic + "'", "subscribe");
            }
        }

        private CommandFailedException missing(String what, String property) {
            return refused(
                    who,
                    "it lacks " + what + ", which mq.embedded.users." + who.name() + "." + property + " would give");
        }
    }
}
