package io.mqspring.admin;

import io.mqspring.message.MessageQueue;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.protocol.TopicStatsResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Makes a description of what was told. Pure. */
final class GroupAssembly {

    private final GroupFacts facts;
    private final Map<MessageQueue, Owner> owners = new HashMap<>();

    private record Owner(String clientId, ConsumerRunningInfoResponse.Queue state) {}

    private GroupAssembly(GroupFacts facts) {
        this.facts = facts;
        facts.running.forEach((clientId, running) -> running.queues()
                .forEach((queue, state) -> owners.merge(queue, new Owner(clientId, state), GroupAssembly::later)));
    }

    static GroupDescription describe(GroupFacts facts) {
        return new GroupAssembly(facts).assemble();
    }

    private GroupDescription assemble() {
        List<TopicProgress> topics =
                facts.ownTopics().stream().map(this::progress).toList();
        TopicProgress retry = progress(facts.retryTopic());
        GroupState state = !facts.membersKnown
                ? GroupState.UNKNOWN
                : facts.members.isEmpty() ? GroupState.OFFLINE : GroupState.CONSUMING;
        return new GroupDescription(
                facts.group,
                state,
                topics.isEmpty() && !facts.committedComplete
                        ? OptionalLong.empty()
                        : sum(topics.stream().map(TopicProgress::lag).toList()),
                oldest(topics.stream().map(TopicProgress::lagAge)),
                facts.members.values().stream().map(this::member).toList(),
                topics,
                retry.queues().isEmpty() && !facts.completeTopics.contains(facts.retryTopic())
                        ? OptionalLong.empty()
                        : retryLag(retry));
    }

    /** A queue of the retry topic that was never committed is consumed from its beginning. */
    private static OptionalLong retryLag(TopicProgress retry) {
        return sum(retry.queues().stream()
                .map(queue -> queue.lag().isPresent() || queue.maxOffset().isEmpty()
                        ? queue.lag()
                        : OptionalLong.of(queue.maxOffset().getAsLong()
                                - queue.minOffset().orElse(0)))
                .toList());
    }

    private TopicProgress progress(String topic) {
        List<QueueDescription> queues = new ArrayList<>();
        facts.ends.forEach((queue, ends) -> {
            if (queue.topic().equals(topic)) {
                queues.add(queue(queue, ends));
            }
        });
        boolean complete = facts.committedComplete && facts.completeTopics.contains(topic) && !queues.isEmpty();
        return new TopicProgress(
                topic,
                complete ? sum(queues.stream().map(QueueDescription::lag).toList()) : OptionalLong.empty(),
                oldest(queues.stream().map(QueueDescription::lagAge)),
                queues);
    }

    private QueueDescription queue(MessageQueue queue, TopicStatsResponse.Entry ends) {
        Long committed = facts.committed.get(queue);
        Owner owner = owners.get(queue);
        OptionalLong consumed = owner == null || owner.state().commitOffset() < 0
                ? OptionalLong.empty()
                : OptionalLong.of(owner.state().commitOffset());
        return new QueueDescription(
                queue.brokerName(),
                queue.queueId(),
                OptionalLong.of(ends.minOffset()),
                OptionalLong.of(ends.maxOffset()),
                committed == null ? OptionalLong.empty() : OptionalLong.of(committed),
                consumed,
                committed == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, ends.maxOffset() - committed)),
                Optional.ofNullable(facts.ages.get(queue)),
                owner == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(owner.state().cachedMessages()),
                Optional.ofNullable(owner).map(Owner::clientId));
    }

    private MemberDescription member(ConsumerConnectionsResponse.Connection connection) {
        ConsumerRunningInfoResponse running = facts.running.get(connection.clientId());
        Collection<SubscriptionEntry> entries =
                running != null ? running.subscriptions() : facts.subscriptions.values();
        Map<String, String> subscriptions = new HashMap<>();
        for (SubscriptionEntry entry : entries) {
            if (!TopicNames.isRetryTopic(entry.topic())) {
                subscriptions.put(entry.topic(), entry.expression());
            }
        }
        return new MemberDescription(
                connection.clientId(),
                connection.clientAddress(),
                connection.language(),
                ReleaseNames.of(connection.version()),
                subscriptions);
    }

    /** While a queue changes hands two members may claim it: the one that has pulled later has it. */
    private static Owner later(Owner one, Owner other) {
        return one.state().lastPullTimestamp() >= other.state().lastPullTimestamp() ? one : other;
    }

    private static OptionalLong sum(List<OptionalLong> parts) {
        if (parts.stream().anyMatch(OptionalLong::isEmpty)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(parts.stream().mapToLong(OptionalLong::getAsLong).sum());
    }

    private static Optional<Duration> oldest(Stream<Optional<Duration>> ages) {
        return ages.flatMap(Optional::stream).max(Comparator.naturalOrder());
    }
}
