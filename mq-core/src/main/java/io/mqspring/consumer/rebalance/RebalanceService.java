package io.mqspring.consumer.rebalance;

import io.mqspring.consumer.allocation.AllocationStrategy;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.TopicNames;
import io.mqspring.observe.ClientObserver;
import io.mqspring.observe.RebalanceReason;
import io.mqspring.route.RouteTable;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Computes which queues fall to this member and applies it: at the start, when the broker says that members have changed,
 * when a route has changed, and every interval. Runs keep a short distance, so that a burst of notices is one run. What
 * cannot be found out changes nothing: without an answer this member keeps what it has and asks again soon. Confined to
 * the client's loop, except {@link #wake} and {@link #owned}.
 */
public final class RebalanceService implements Assignment {

    private static final Logger log = LoggerFactory.getLogger(RebalanceService.class);
    private static final Duration SPACING = Duration.ofMillis(200);
    private static final Duration UNBALANCED = Duration.ofSeconds(1);
    /**
     * How long the next owner waits before it reads the offset of a queue that another living member has: the time for
     * that member to hear of the change and to commit.
     */
    private static final Duration TAKE_OVER = Duration.ofMillis(500);

    private final Membership self;
    private final AllocationStrategy strategy;
    private final AssignmentListener listener;
    private final RouteTable routes;
    private final MemberLists members;
    private final SerialExecutor loop;
    private final Duration interval;
    private final ClientObserver observer;
    private final Set<MessageQueue> owned = new TreeSet<>();
    private final Map<MessageQueue, CompletableFuture<Void>> releasing = new HashMap<>();
    private final Map<String, Division> divisions = new HashMap<>();
    private final Map<RebalanceReason, Set<String>> reasons = new EnumMap<>(RebalanceReason.class);
    private volatile List<MessageQueue> snapshot = List.of();
    private Cancellable next = () -> {};
    private boolean started;
    private boolean closed;
    private boolean running;
    private boolean resting;

    /**
     * @param listener takes up and gives up queues
     * @param interval between two runs when nothing happens
     * @param heartbeats make this member known to brokers that do not know it yet
     */
    public RebalanceService(
            Membership self,
            AllocationStrategy strategy,
            AssignmentListener listener,
            BrokerLink link,
            RouteTable routes,
            Duration interval,
            ClientObserver observer,
            Heartbeats heartbeats) {
        this.self = self;
        this.strategy = strategy;
        this.listener = listener;
        this.routes = routes;
        this.members = new MemberLists(self, link, routes, heartbeats);
        this.loop = link.loop();
        this.interval = interval;
        this.observer = observer;
    }

    @Override
    public void start() {
        loop.assertCurrent();
        started = true;
        self.topics().forEach(routes::watch);
        wakeNow(RebalanceReason.START, "start");
    }

    /** Members have changed: a run soon. Any thread; does nothing when the client is closed. */
    @Override
    public void wake(String reason) {
        try {
            loop.run(() -> wakeNow(RebalanceReason.MEMBERS, reason));
        } catch (RejectedExecutionException e) {
            log.trace("{}: closed, nothing to divide", self.group());
        }
    }

    /** A run soon if it is of interest. */
    @Override
    public void routeChanged(TopicRoute route) {
        loop.assertCurrent();
        if (self.topics().contains(route.topic())) {
            wakeNow(RebalanceReason.ROUTE, "route of " + route.topic());
        }
    }

    /** The queues of this member now, sorted. Any thread. */
    public List<MessageQueue> owned() {
        return snapshot;
    }

    @Override
    public void close() {
        loop.assertCurrent();
        closed = true;
        next.cancel();
    }

    private void wakeNow(RebalanceReason reason, String detail) {
        if (closed || !started) {
            return;
        }
        reasons.computeIfAbsent(reason, any -> new LinkedHashSet<>()).add(detail);
        if (!running && !resting) {
            run();
        }
    }

    private void run() {
        if (closed) {
            return;
        }
        next.cancel();
        running = true;
        Cause cause = Cause.of(reasons);
        reasons.clear();
        members.forget();
        List<CompletableFuture<Void>> topics = new ArrayList<>();
        for (String topic : self.topics()) {
            List<MessageQueue> queues =
                    routes.known(topic).map(TopicRoute::readable).orElse(List.of());
            if (!queues.isEmpty()) {
                topics.add(members.of(queues).thenAccept(found -> divide(topic, found, queues, cause)));
            }
        }
        CompletableFuture.allOf(topics.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> finished(failure));
    }

    private void finished(@Nullable Throwable failure) {
        running = false;
        if (closed) {
            return;
        }
        Duration pause = interval;
        if (failure != null) {
            pause = members.isUnknownHere() ? members.retryDelay() : UNBALANCED;
            log.debug(
                    "{}: keeps its queues, asks again in {}: {}",
                    self.group(),
                    pause,
                    BrokerLink.cause(failure).getMessage());
        }
        Duration limited = pause.compareTo(interval) > 0 ? interval : pause;
        resting = true;
        loop.schedule(
                () -> {
                    resting = false;
                    if (!reasons.isEmpty() && !running) {
                        run();
                    }
                },
                limited.compareTo(SPACING) < 0 ? limited : SPACING);
        next = loop.schedule(
                () -> {
                    if (!running) {
                        run();
                    }
                },
                limited);
    }

    private void divide(String topic, List<String> found, List<MessageQueue> queues, Cause cause) {
        if (closed) {
            return;
        }
        Division division = Division.of(strategy, found, queues);
        Set<MessageQueue> mine;
        try {
            mine = new TreeSet<>(division.queuesOf(self.clientId()));
        } catch (RuntimeException e) {
            log.error(
                    "{}: keeps its queues of {}, because {} failed to divide them",
                    self.group(),
                    topic,
                    strategy.name(),
                    e);
            return;
        }
        Division before = divisions.put(topic, division);
        List<MessageQueue> lost = owned.stream()
                .filter(queue -> queue.topic().equals(topic) && !mine.contains(queue))
                .toList();
        Map<MessageQueue, Duration> won = new TreeMap<>();
        for (MessageQueue queue : mine) {
            if (!owned.contains(queue) && !releasing.containsKey(queue)) {
                won.put(queue, takeOverDelay(queue, division, before));
            }
        }
        lost.forEach(this::giveUp);
        owned.addAll(won.keySet());
        snapshot = List.copyOf(owned);
        won.forEach(listener::takeUp);
        if (before == null || !before.members().equals(division.members())) {
            listener.members(division.members());
        }
        if (before == null || !lost.isEmpty() || !won.isEmpty()) {
            log.atLevel(before == null || TopicNames.isRetryTopic(topic) ? Level.DEBUG : Level.INFO)
                    .log(
                            "{}: has {} of {} queues of {} among {} members (by {}, because of {}): {} taken up, {} given up",
                            self.group(),
                            mine.size(),
                            queues.size(),
                            topic,
                            division.members().size(),
                            strategy.name(),
                            cause.text(),
                            won.size(),
                            lost.size());
            log.debug("{}: took up {}, gave up {}", self.group(), won.keySet(), lost);
            observer.onRebalance(self.group(), topic, mine.size(), cause.reason());
        }
    }

    private void giveUp(MessageQueue queue) {
        owned.remove(queue);
        CompletableFuture<Void> released = listener.giveUp(queue);
        if (!released.isDone()) {
            releasing.put(queue, released);
            released.whenComplete((done, failure) -> {
                releasing.remove(queue);
                Division division = divisions.get(queue.topic());
                if (division != null && division.queuesOf(self.clientId()).contains(queue)) {
                    wakeNow(RebalanceReason.RELEASE, "released " + queue);
                }
            });
        }
    }

    /** No waiting for a queue that nobody has: of a member that has left, or a new one. */
    private Duration takeOverDelay(MessageQueue queue, Division now, @Nullable Division before) {
        Division last = before != null ? before : now.without(self.clientId());
        Optional<String> owner = last.ownerOf(queue);
        boolean inUse = owner.isPresent()
                && !owner.get().equals(self.clientId())
                && now.members().contains(owner.get());
        return inUse ? TAKE_OVER : Duration.ZERO;
    }
}
