package io.mqspring.consumer.guard;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.GetConsumerConnectionsRequest;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.route.RouteTable;
import io.mqspring.route.TopicRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares what this member consumes with what the other members of its group do. Before it joins, with what the group agreed
 * on so far (code 203); after that with each member that comes, in that member's own words (code 307); and now and then, at no
 * cost for a group of one, with the group again. What cannot be found out counts as agreement. Confined to the client's loop.
 */
public final class SubscriptionCheck {

    /** A large group that joins at once is not asked one by one without end. */
    private static final int MOST_ASKED = 16;

    private static final String ORDERED = "PROP_CONSUMEORDERLY";

    private final String group;
    private final String clientId;
    private final Supplier<HeartbeatRequest.Consumer> self;
    private final boolean ordered;
    private final BrokerLink link;
    private final RouteTable routes;
    private final Consumer<String> warning;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> warned = new HashSet<>();
    private Set<String> members = Set.of();

    /**
     * @param self what brokers are told of this member
     * @param ordered whether it locks queues
     * @param warning takes differences with members that are there already, in words, each once
     */
    public SubscriptionCheck(
            String group,
            String clientId,
            Supplier<HeartbeatRequest.Consumer> self,
            boolean ordered,
            BrokerLink link,
            RouteTable routes,
            Consumer<String> warning) {
        this.group = group;
        this.clientId = clientId;
        this.self = self;
        this.ordered = ordered;
        this.link = link;
        this.routes = routes;
        this.warning = warning;
    }

    /**
     * Compares with the group before this member joins it, so that nobody is disturbed.
     *
     * @return completes on the loop with the difference in words, naming both sides; empty if there is none, nobody is there, or
     *     brokers cannot be asked. Never fails
     */
    public CompletableFuture<Optional<String>> beforeJoining() {
        return compareWithGroup();
    }

    /** Compares with members that were not there before, and warns of a difference, once. */
    public void members(Collection<String> clientIds) {
        link.loop().assertCurrent();
        members = new TreeSet<>(clientIds);
        asked.retainAll(members);
        List<String> newcomers = members.stream()
                .filter(id -> !id.equals(clientId) && !asked.contains(id))
                .limit(MOST_ASKED)
                .toList();
        anyBroker()
                .ifPresent(broker -> newcomers.forEach(id -> {
                    asked.add(id);
                    ask(broker, id).thenAccept(profile -> {
                        if (profile != null && !profile.agreesWith(mine())) {
                            warn(difference(Map.of(id, profile)));
                        }
                    });
                }));
    }

    /** Compares with the group again, if there are others in it: members may subscribe anew without coming or going. */
    public void lookAgain() {
        link.loop().assertCurrent();
        if (members.size() > 1) {
            compareWithGroup().thenAccept(difference -> difference.ifPresent(this::warn));
        }
    }

    private CompletableFuture<Optional<String>> compareWithGroup() {
        Optional<String> broker = anyBroker();
        if (broker.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return link.askBroker(broker.get(), new GetConsumerConnectionsRequest(group))
                .handle((answer, failure) -> answer)
                .thenCompose(answer -> answer == null
                        ? CompletableFuture.completedFuture(Optional.<String>empty())
                        : compareWith(broker.get(), answer));
    }

    private CompletableFuture<Optional<String>> compareWith(String broker, ConsumerConnectionsResponse answer) {
        List<String> others = answer.connections().stream()
                .map(ConsumerConnectionsResponse.Connection::clientId)
                .filter(id -> !id.equals(clientId))
                .distinct()
                .sorted()
                .toList();
        if (others.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        MemberProfile common = MemberProfile.of(answer.subscriptions().values(), answer.messageModel(), null);
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        Map<String, MemberProfile> profiles = new TreeMap<>();
        others.stream()
                .limit(MOST_ASKED)
                .forEach(id -> answers.add(ask(broker, id).thenAccept(profile -> {
                    if (profile != null) {
                        profiles.put(id, profile);
                    }
                })));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    MemberProfile mine = mine();
                    profiles.values().removeIf(profile -> profile.agreesWith(mine));
                    if (profiles.isEmpty() && !common.agreesWith(mine)) {
                        // Whoever it is does not tell.
                        profiles.put(String.join(", ", others), common);
                    }
                    return profiles.isEmpty() ? Optional.empty() : Optional.of(difference(profiles));
                });
    }

    /** What a member says of itself; null if it does not. */
    private CompletableFuture<@Nullable MemberProfile> ask(String broker, String member) {
        return link.askBroker(broker, new GetConsumerRunningInfoRequest(group, member))
                .handle((info, failure) -> info == null ? null : profile(info));
    }

    private static MemberProfile profile(ConsumerRunningInfoResponse info) {
        String order = info.properties().get(ORDERED);
        return MemberProfile.of(info.subscriptions(), null, order == null ? null : Boolean.valueOf(order));
    }

    private String difference(Map<String, MemberProfile> others) {
        MemberProfile mine = mine();
        StringBuilder text =
                new StringBuilder("members of group ").append(group).append(" differ: ");
        text.append(clientId)
                .append(" (this one) consumes ")
                .append(mine.describe(others.values().iterator().next()));
        others.forEach((id, profile) ->
                text.append("; ").append(id).append(" consumes ").append(profile.describe(mine)));
        return text.append(". A broker keeps one subscription per group, the newest, so messages are missed: give all"
                        + " members the same topics, expressions and ordering, or groups of their own")
                .toString();
    }

    private void warn(String difference) {
        if (warned.add(difference)) {
            warning.accept(difference);
        }
    }

    private MemberProfile mine() {
        return MemberProfile.of(self.get(), ordered);
    }

    private Optional<String> anyBroker() {
        return self.get().subscriptions().stream()
                .map(entry ->
                        routes.known(entry.topic()).map(TopicRoute::readable).orElse(List.of()))
                .flatMap(Collection::stream)
                .map(MessageQueue::brokerName)
                .findFirst();
    }
}
