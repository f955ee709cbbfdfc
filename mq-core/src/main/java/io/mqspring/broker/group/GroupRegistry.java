package io.mqspring.broker.group;

import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RequestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is alive in which group. Learns from heartbeats, forgets on unregistering, on a closed connection and after silence,
 * and tells the members of a group when its members or topics have changed. State is confined to the broker's serial
 * executor; the methods may be called from any thread, and {@link #find} sees the last published view.
 */
public final class GroupRegistry {

    private static final Logger log = LoggerFactory.getLogger(GroupRegistry.class);
    private static final Duration SCAN = Duration.ofSeconds(10);

    private final SerialExecutor executor;
    private final TimeSource time;
    private final Duration expiry;
    private final GroupConfigs configs;
    private final RetryTopics retryTopics;
    /** Confined, like everything below but the views. */
    private final Map<String, ConsumerGroup> groups = new HashMap<>();

    private final PeerWatch connections;
    private final Map<String, Map<String, String>> knownConflicts = new HashMap<>();
    private final Map<String, GroupView> views = new ConcurrentHashMap<>();
    private BiConsumer<String, String> onLeft = (group, clientId) -> {};

    /** Makes a group's retry topic. */
    @FunctionalInterface
    public interface RetryTopics {

        /** Creates the retry topic of a group if it does not exist. */
        void ensure(String group, int queues);
    }

    /**
     * @param expiry how long a silent member counts as alive
     */
    public GroupRegistry(
            SerialExecutor executor, TimeSource time, Duration expiry, GroupConfigs configs, RetryTopics retryTopics) {
        this.executor = executor;
        this.time = time;
        this.expiry = expiry;
        this.configs = configs;
        this.retryTopics = retryTopics;
        this.connections = new PeerWatch(executor, this::forget);
    }

    /** Has somebody told of members that are out of their group, group first; called on the executor. Once, before the start. */
    public void onLeft(BiConsumer<String, String> listener) {
        onLeft = listener;
    }

    /** Begins to look for silent members. */
    public void start() {
        executor.scheduleWithFixedDelay(this::expire, SCAN);
    }

    /** Completes when the client is registered in its groups and the members have been told. */
    public CompletableFuture<Void> heartbeat(RequestContext context, HeartbeatRequest heartbeat) {
        return CompletableFuture.runAsync(() -> register(context, heartbeat), executor);
    }

    /** Completes when the client is out of the group. */
    public CompletableFuture<Void> unregister(String clientId, String group) {
        return CompletableFuture.runAsync(() -> leave(clientId, group), executor);
    }

    /** The group as it stands; empty if it has no member. */
    public Optional<GroupView> find(String group) {
        return Optional.ofNullable(views.get(group));
    }

    /** All groups that have members. */
    public Collection<GroupView> all() {
        return List.copyOf(views.values());
    }

    private void register(RequestContext context, HeartbeatRequest heartbeat) {
        connections.add(context.peer());
        for (HeartbeatRequest.Consumer consumer : heartbeat.consumers()) {
            GroupConfig config = configs.findOrCreate(consumer.group());
            retryTopics.ensure(consumer.group(), config.retryQueues());
            Map<String, SubscriptionEntry> wanted = new LinkedHashMap<>();
            consumer.subscriptions().forEach(entry -> wanted.put(entry.topic(), entry));
            GroupMember member = new GroupMember(
                    heartbeat.clientId(), context.peer(), context.version(), context.language(), Map.copyOf(wanted));
            ConsumerGroup group = groups.computeIfAbsent(consumer.group(), ConsumerGroup::new);
            boolean changed = group.heartbeat(member, consumer, time.nanoTime());
            publish(consumer.group(), group, changed);
            warnOfConflicts(consumer.group(), group);
        }
    }

    private void leave(String clientId, String name) {
        ConsumerGroup group = groups.get(name);
        if (group != null && group.remove(clientId)) {
            publish(name, group, true);
            onLeft.accept(name, clientId);
        }
    }

    private void forget(Peer peer) {
        // A copy: publishing removes groups that are empty now.
        new ArrayList<>(groups.entrySet()).forEach(entry -> {
            List<String> gone = entry.getValue().removePeer(peer);
            if (!gone.isEmpty()) {
                publish(entry.getKey(), entry.getValue(), true);
                gone.forEach(clientId -> onLeft.accept(entry.getKey(), clientId));
            }
        });
    }

    private void expire() {
        long now = time.nanoTime();
        new ArrayList<>(groups.entrySet()).forEach(entry -> {
            List<GroupMember> silent = entry.getValue().removeSilent(now, expiry.toNanos());
            for (GroupMember member : silent) {
                log.warn(
                        "Group {}: no heartbeat of {} ({}) for {} s; it is out of the group and its connection is closed",
                        entry.getKey(),
                        member.clientId(),
                        member.peer().address(),
                        expiry.toSeconds());
                member.peer().close();
            }
            if (!silent.isEmpty()) {
                publish(entry.getKey(), entry.getValue(), true);
                silent.forEach(member -> onLeft.accept(entry.getKey(), member.clientId()));
            }
        });
    }

    /** Publishes before it tells: who is told asks for the members at once. */
    private void publish(String name, ConsumerGroup group, boolean changed) {
        GroupView view = group.view();
        if (group.isEmpty()) {
            groups.remove(name);
            views.remove(name);
            knownConflicts.remove(name);
        } else {
            views.put(name, view);
        }
        boolean wanted = configs.find(name)
                .map(config -> config.settings().notifyMembers())
                .orElse(true);
        if (changed && wanted && !view.isBroadcasting()) {
            NotifyConsumerIdsChangedRequest notice = new NotifyConsumerIdsChangedRequest(name);
            view.members().forEach(member -> member.peer().oneWay(notice));
        }
    }

    private void warnOfConflicts(String name, ConsumerGroup group) {
        Map<String, String> conflicts = group.conflicts();
        Map<String, String> known =
                conflicts.isEmpty() ? knownConflicts.remove(name) : knownConflicts.put(name, conflicts);
        conflicts.forEach((topic, sides) -> {
            if (known == null || !sides.equals(known.get(topic))) {
                log.warn(
                        "Group {} subscribes to topic {} in different ways: {}. The newest counts for all members, so messages"
                                + " are missed: give all members the same tags, or groups of their own",
                        name,
                        topic,
                        sides);
            }
        });
    }
}
