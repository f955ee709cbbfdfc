package io.mqspring.broker.group;

import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.transport.Peer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The changing state behind a {@link GroupView}. Confined to the broker's serial executor, through {@link GroupRegistry}. */
final class ConsumerGroup {

    private final String name;
    private final Map<String, GroupMember> members = new LinkedHashMap<>();
    /** Monotonic time of the last heartbeat, by client id. */
    private final Map<String, Long> seen = new HashMap<>();

    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private String consumeType = "";
    private String messageModel = "";
    private String consumeFromWhere = "";

    ConsumerGroup(String name) {
        this.name = name;
    }

    /** Takes a heartbeat; whether members or topics have changed. */
    boolean heartbeat(GroupMember member, HeartbeatRequest.Consumer consumer, long now) {
        consumeType = consumer.consumeType();
        messageModel = consumer.messageModel();
        consumeFromWhere = consumer.consumeFromWhere();
        seen.put(member.clientId(), now);
        GroupMember before = members.put(member.clientId(), member);
        boolean joined = before == null || before.peer() != member.peer();
        boolean topicsChanged = subscribe(member.subscriptions());
        return joined || topicsChanged;
    }

    /** Removes a member; whether it was there. */
    boolean remove(String clientId) {
        seen.remove(clientId);
        return members.remove(clientId) != null;
    }

    /** Removes and returns the members of a connection. */
    List<String> removePeer(Peer peer) {
        List<String> gone = members.values().stream()
                .filter(member -> member.peer() == peer)
                .map(GroupMember::clientId)
                .toList();
        gone.forEach(this::remove);
        return gone;
    }

    /** Removes and returns members that have been silent. */
    List<GroupMember> removeSilent(long now, long limitNanos) {
        List<GroupMember> silent = members.values().stream()
                .filter(member -> now - seen.getOrDefault(member.clientId(), now) > limitNanos)
                .toList();
        silent.forEach(member -> remove(member.clientId()));
        return silent;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    GroupView view() {
        return new GroupView(
                name,
                consumeType,
                messageModel,
                consumeFromWhere,
                List.copyOf(members.values()),
                Map.copyOf(subscriptions));
    }

    /** Topics to which members subscribe with different expressions, each with who says what. */
    Map<String, String> conflicts() {
        Map<String, Map<String, TreeSet<String>>> clientsByExpression = new TreeMap<>();
        for (GroupMember member : members.values()) {
            member.subscriptions().forEach((topic, entry) -> clientsByExpression
                    .computeIfAbsent(topic, t -> new TreeMap<>())
                    .computeIfAbsent(meaning(entry), e -> new TreeSet<>())
                    .add(member.clientId()));
        }
        Map<String, String> conflicts = new TreeMap<>();
        clientsByExpression.forEach((topic, expressions) -> {
            if (expressions.size() > 1) {
                List<String> sides = new ArrayList<>();
                expressions.forEach((expression, clients) -> sides.add("[" + expression + "] by " + clients));
                conflicts.put(topic, String.join(", ", sides));
            }
        });
        return conflicts;
    }

    /** The newest word on a topic wins, and topics that the last heartbeat does not name are gone. */
    private boolean subscribe(Map<String, SubscriptionEntry> wanted) {
        boolean changed = subscriptions.keySet().retainAll(wanted.keySet());
        for (SubscriptionEntry entry : wanted.values()) {
            Subscription before = subscriptions.get(entry.topic());
            if (before == null || entry.version() > before.entry().version()) {
                subscriptions.put(entry.topic(), Subscription.of(entry));
            }
            changed |= before == null;
        }
        return changed;
    }

    private static String meaning(SubscriptionEntry entry) {
        if (!entry.tags().isEmpty()) {
            return String.join(" || ", new TreeSet<>(entry.tags()));
        }
        return entry.expression();
    }
}
