package io.mqspring.consumer.rebalance;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumerListResponse;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.route.RouteTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks who is in the group: of one broker of a topic, the next one when it does not answer. Topics of one broker share one
 * question per run. Confined to the client's loop.
 */
final class MemberLists {

    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(MemberLists.class);
    /** Heartbeats that should have made this member known, before there is something to say. */
    private static final int PATIENCE = 8;

    private static final String LACKS_GROUP =
            "If the brokers do not create groups (autoCreateSubscriptionGroup=false), create"
                    + " the group, as with 'mqadmin updateSubGroup'";
    private static final String LACKS_RIGHT =
            "Give the user of mq.access-key the right to consume all topics and groups of"
                    + " this client (SUB on each)";

    private final Membership self;
    private final BrokerLink link;
    private final RouteTable routes;
    private final Heartbeats heartbeats;
    private final Map<String, CompletableFuture<List<String>>> asked = new HashMap<>();
    private int failures;
    private int unknown;
    private boolean unknownHere;

    MemberLists(Membership self, BrokerLink link, RouteTable routes, Heartbeats heartbeats) {
        this.self = self;
        this.link = link;
        this.routes = routes;
        this.heartbeats = heartbeats;
    }

    /** Begins a new run. */
    void forget() {
        asked.clear();
        unknownHere = false;
    }

    /** Whether, in this run, a broker did not know this member: its heartbeat has not arrived yet. */
    boolean isUnknownHere() {
        return unknownHere;
    }

    /** How soon to ask again while brokers do not know this member. */
    Duration retryDelay() {
        Duration grown = FIRST_RETRY.multipliedBy(1L << Math.min(unknown, 6));
        return grown.compareTo(LAST_RETRY) < 0 ? grown : LAST_RETRY;
    }

    /**
     * The group's members as a broker of these queues knows them.
     *
     * @return completes on the loop; fails when no broker can be asked or this member is not in the list
     */
    CompletableFuture<List<String>> of(List<MessageQueue> queues) {
        List<String> addresses = queues.stream()
                .map(MessageQueue::brokerName)
                .distinct()
                .flatMap(broker -> routes.anyAddress(broker).stream())
                .toList();
        if (addresses.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("no broker of " + queues.get(0).topic() + " is known"));
        }
        return asked.computeIfAbsent(addresses.get(failures % addresses.size()), this::ask);
    }

    private CompletableFuture<List<String>> ask(String address) {
        return link.ask(address, new GetConsumerListRequest(self.group()))
                .thenApply(ConsumerListResponse::clientIds)
                .whenComplete((ids, failure) -> note(address, failure, ids != null && ids.contains(self.clientId())))
                .thenApply(this::withSelf);
    }

    private void note(String address, @Nullable Throwable failure, boolean known) {
        if (known) {
            unknown = 0;
        } else if (failure == null || BrokerLink.cause(failure) instanceof CommandFailedException) {
            // A broker refuses to list a group of which it knows nobody.
            unknownHere = true;
            unknown++;
            if (unknown == PATIENCE) {
                complain(address, failure == null ? null : BrokerLink.cause(failure));
            }
            heartbeats.soon();
        } else {
            failures++;
        }
    }

    /** A broker that refuses a heartbeat says why; one that refuses to list a group says only that it knows nobody. */
    private void complain(String address, @Nullable Throwable failure) {
        Throwable reason =
                heartbeats.refusal(address).map(Throwable.class::cast).orElse(failure);
        boolean denied = reason instanceof CommandFailedException refused && refused.isDenied();
        log.warn(
                "{}: consumes nothing yet, because broker {} still does not count this client among the group's members ({}). {}",
                self.group(),
                address,
                reason == null ? "no heartbeat has helped" : reason.getMessage(),
                denied ? LACKS_RIGHT : LACKS_GROUP);
    }

    private List<String> withSelf(List<String> ids) {
        if (!ids.contains(self.clientId())) {
            throw new IllegalStateException("the broker does not know " + self.clientId() + " yet");
        }
        return ids;
    }
}
