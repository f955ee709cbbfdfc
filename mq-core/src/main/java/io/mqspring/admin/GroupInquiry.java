package io.mqspring.admin;

import io.mqspring.admin.BrokerQueries.Told;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.GetConsumeStatsRequest;
import io.mqspring.protocol.GetConsumerConnectionsRequest;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.protocol.GetTopicStatsRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.TopicStatsResponse;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out about one group, step by step: members and committed offsets, then the ends of the queues (so that a lag is never
 * negative), then, from the members themselves, who owns what, and the age of what waits. Stateless.
 */
final class GroupInquiry {

    /** Members are asked through a broker, and one that hangs must not hold up the answer about the others. */
    private static final Duration MEMBER_TIMEOUT = Duration.ofSeconds(1);
    /** The group as which tools look at messages; brokers know it. */
    private static final String TOOLS_GROUP = "TOOLS_CONSUMER";

    private final BrokerQueries brokers;
    private final TimeSource time;

    GroupInquiry(BrokerQueries brokers, TimeSource time) {
        this.brokers = brokers;
        this.time = time;
    }

    /**
     * @param masters whom to ask
     * @param askMembers whether to ask the members, too
     */
    CompletableFuture<GroupFacts> inquire(String group, List<String> masters, boolean askMembers) {
        GroupFacts facts = new GroupFacts(group);
        return askMembership(facts, masters)
                .thenCompose(done -> askEnds(facts, masters))
                .thenCompose(done -> askMembers ? askMembers(facts) : CompletableFuture.<Void>completedFuture(null))
                .thenCompose(done -> askAges(facts))
                .thenApply(done -> facts);
    }

    private CompletableFuture<Void> askMembership(GroupFacts facts, List<String> masters) {
        var members = brokers.askAll(masters, new GetConsumerConnectionsRequest(facts.group));
        var offsets = brokers.askAll(masters, new GetConsumeStatsRequest(facts.group, null));
        return members.thenCombine(offsets, (connections, stats) -> {
            connections.forEach(told -> {
                facts.membersKnown |= told.isKnown();
                told.answer().ifPresent(answer -> facts.addMembers(told.from(), answer));
            });
            stats.forEach(told -> {
                facts.committedComplete &= told.isKnown();
                told.answer().ifPresent(facts::addCommitted);
            });
            return null;
        });
    }

    private CompletableFuture<Void> askEnds(GroupFacts facts, List<String> masters) {
        List<String> topics = List.copyOf(facts.topics());
        List<CompletableFuture<List<Told<TopicStatsResponse>>>> questions = topics.stream()
                .map(topic -> brokers.askAll(masters, new GetTopicStatsRequest(topic)))
                .toList();
        return BrokerQueries.gather(questions).thenAccept(answers -> {
            for (int i = 0; i < topics.size(); i++) {
                List<Told<TopicStatsResponse>> told = answers.get(i);
                told.forEach(one -> one.answer().ifPresent(stats -> facts.addEnds(one.from(), stats)));
                if (told.stream().allMatch(Told::isKnown)) {
                    facts.completeTopics.add(topics.get(i));
                }
            }
        });
    }

    private CompletableFuture<Void> askMembers(GroupFacts facts) {
        List<String> clientIds = List.copyOf(facts.members.keySet());
        return BrokerQueries.gather(clientIds.stream()
                        .map(clientId -> brokers.ask(
                                facts.memberBroker.getOrDefault(clientId, ""),
                                new GetConsumerRunningInfoRequest(facts.group, clientId),
                                MEMBER_TIMEOUT))
                        .toList())
                .thenAccept(answers -> {
                    for (int i = 0; i < clientIds.size(); i++) {
                        String clientId = clientIds.get(i);
                        answers.get(i).answer().ifPresent(running -> facts.running.put(clientId, running));
                    }
                });
    }

    private CompletableFuture<Void> askAges(GroupFacts facts) {
        List<MessageQueue> behind = new ArrayList<>();
        facts.ends.forEach((queue, ends) -> {
            Long committed = facts.committed.get(queue);
            if (committed != null && committed < ends.maxOffset()) {
                behind.add(queue);
            }
        });
        return BrokerQueries.gather(behind.stream()
                        .map(queue -> brokers.ask(
                                facts.queueBroker.getOrDefault(queue, ""),
                                peek(queue, facts.committed.getOrDefault(queue, 0L)),
                                MEMBER_TIMEOUT))
                        .toList())
                .thenAccept(answers -> {
                    for (int i = 0; i < behind.size(); i++) {
                        MessageQueue queue = behind.get(i);
                        answers.get(i).answer().ifPresent(pulled -> addAge(facts, queue, pulled));
                    }
                });
    }

    private void addAge(GroupFacts facts, MessageQueue queue, PullMessageResponse pulled) {
        try (var records = pulled.batch()) {
            for (MessageView view : records.toViews(queue.brokerName())) {
                long age = Math.max(0, time.wallMillis() - view.storeTimestamp());
                facts.ages.put(queue, Duration.ofMillis(age));
                return;
            }
        }
    }

    private static PullMessageRequest peek(MessageQueue queue, long offset) {
        return new PullMessageRequest(
                TOOLS_GROUP,
                queue.topic(),
                queue.queueId(),
                offset,
                1,
                PullMessageRequest.FLAG_SUBSCRIPTION,
                0,
                0,
                "*",
                0,
                "TAG",
                Integer.MAX_VALUE,
                false);
    }
}
