package io.mqspring.broker.group;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RequestContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Which producers are alive in which group: those are asked what became of transactions, and get replies. Learns from heartbeats, forgets on
 * unregistering, on a closed connection and after silence. State is confined to the broker's serial executor; methods that
 * return a future may be called from any thread, the others only there.
 */
public final class ProducerGroups {

    private static final Duration SCAN = Duration.ofSeconds(10);

    private final SerialExecutor executor;
    private final TimeSource time;
    private final Duration expiry;
    /** By group, then by client id. */
    private final Map<String, Map<String, Member>> groups = new HashMap<>();

    /** Every client that is in some group, as its last heartbeat showed it. */
    private final Map<String, Member> clients = new HashMap<>();

    private final PeerWatch connections;
    private int turn;

    private record Member(Peer peer, int version, String language, long seenAt, long seenMillis) {}

    /**
     * @param expiry how long a silent producer counts as alive
     */
    public ProducerGroups(SerialExecutor executor, TimeSource time, Duration expiry) {
        this.executor = executor;
        this.time = time;
        this.expiry = expiry;
        this.connections = new PeerWatch(executor, this::forget);
    }

    /** Begins to look for silent producers. */
    public void start() {
        executor.scheduleWithFixedDelay(this::expire, SCAN);
    }

    /** Completes when the client is known as a producer of its groups. */
    public CompletableFuture<Void> heartbeat(RequestContext context, String clientId, List<String> names) {
        return CompletableFuture.runAsync(
                () -> {
                    connections.add(context.peer());
                    Member member = new Member(
                            context.peer(), context.version(), context.language(), time.nanoTime(), time.wallMillis());
                    clients.put(clientId, member);
                    names.forEach(group -> groups.computeIfAbsent(group, name -> new LinkedHashMap<>())
                            .put(clientId, member));
                },
                executor);
    }

    /** Completes when the client is out of the group. */
    public CompletableFuture<Void> unregister(String clientId, String group) {
        return CompletableFuture.runAsync(
                () -> {
                    groups.computeIfPresent(group, (name, members) -> {
                        members.remove(clientId);
                        return members.isEmpty() ? null : members;
                    });
                    if (groups.values().stream().noneMatch(members -> members.containsKey(clientId))) {
                        clients.remove(clientId);
                    }
                },
                executor);
    }

    /** Completes with the connection of a client that is a producer of some group; empty if there is none that stands. */
    public CompletableFuture<Optional<Peer>> find(String clientId) {
        return CompletableFuture.supplyAsync(
                () -> Optional.ofNullable(clients.get(clientId))
                        .map(Member::peer)
                        .filter(Peer::isOpen),
                executor);
    }

    /** All producers that are alive, by group. */
    public CompletableFuture<Map<String, List<ProducerView>>> all() {
        return CompletableFuture.supplyAsync(
                () -> {
                    Map<String, List<ProducerView>> views = new TreeMap<>();
                    groups.forEach((group, members) -> views.put(
                            group,
                            members.entrySet().stream()
                                    .map(entry -> view(entry.getKey(), entry.getValue()))
                                    .toList()));
                    return views;
                },
                executor);
    }

    private static ProducerView view(String clientId, Member member) {
        return new ProducerView(
                clientId, member.peer().address().toString(), member.language(), member.version(), member.seenMillis());
    }

    /** Whether anybody of the group can be asked. */
    public boolean isAlive(String group) {
        executor.assertCurrent();
        return groups.getOrDefault(group, Map.of()).values().stream()
                .anyMatch(member -> member.peer().isOpen());
    }

    /** A producer of the group, each time another. */
    public Optional<Peer> next(String group) {
        executor.assertCurrent();
        List<Peer> open = groups.getOrDefault(group, Map.of()).values().stream()
                .map(Member::peer)
                .filter(Peer::isOpen)
                .toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(Math.floorMod(turn++, open.size())));
    }

    private void forget(Peer peer) {
        removeAll(member -> member.peer() == peer);
    }

    private void expire() {
        long now = time.nanoTime();
        removeAll(member -> now - member.seenAt() > expiry.toNanos());
    }

    private void removeAll(Predicate<Member> gone) {
        clients.values().removeIf(gone);
        groups.values().removeIf(members -> {
            members.values().removeIf(gone);
            return members.isEmpty();
        });
    }
}
