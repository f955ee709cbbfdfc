package io.mqspring.client;

import io.mqspring.consumer.PollingConsumer;
import io.mqspring.consumer.PollingSettings;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.claim.ClaimingBrokers;
import io.mqspring.consumer.fetch.PollDesk;
import io.mqspring.consumer.offset.BrokerOffsetStore;
import io.mqspring.consumer.offset.ManualOffsetStore;
import io.mqspring.consumer.offset.OffsetStore;
import io.mqspring.consumer.offset.StartPositions;
import io.mqspring.consumer.offset.TimeSearch;
import io.mqspring.consumer.pull.PullLoop;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.consumer.rebalance.AssignmentListener;
import io.mqspring.consumer.rebalance.Membership;
import io.mqspring.consumer.rebalance.RebalanceService;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumeDirectlyResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.AnswerWait;
import io.mqspring.transport.RemotingException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A polling consumer put together: the parts of a push consumer, with a desk to poll at in place of dispatchers. Its parts are
 * confined to the client's loop; this class may be called from any thread. Life: started once, stopped once.
 */
final class ClientPollingConsumer implements PollingConsumer, GroupMember {

    private static final Logger log = LoggerFactory.getLogger(ClientPollingConsumer.class);
    /** What a close waits for: commits, and telling the brokers. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);

    private final String group;
    private final PollingSettings settings;
    private final ConsumerSurroundings around;
    private final SerialExecutor loop;
    private final PullConsumer direct;
    private final Consumer<ClientPollingConsumer> gone;
    private final StartWait beginning;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final SubscriptionSettings pullSettings;
    private final BrokerOffsetStore atBroker;
    private final OffsetStore offsets;
    private final StartPositions starts;
    private final PollDesk desk;
    private final PullLoop pulls;
    private final @Nullable RebalanceService rebalance;
    private final Set<MessageQueue> paused = ConcurrentHashMap.newKeySet();
    /** Positions that were sought and are not in force yet. */
    private final Map<MessageQueue, Long> sought = new ConcurrentHashMap<>();

    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile Set<MessageQueue> assignment = Set.of();
    /** Queues that are pulled, on the loop. */
    private final Set<MessageQueue> taken = new HashSet<>();

    /** Given up, and not let go yet. */
    private final Map<MessageQueue, CompletableFuture<Void>> dropping = new HashMap<>();

    private final Set<String> opened = new HashSet<>();
    private boolean stopping;

    /**
     * @param filters by topic; none: queues are assigned
     * @param version of the subscriptions
     * @param direct asks brokers in the caller's thread
     * @param gone told when it has stopped
     */
    ClientPollingConsumer(
            String group,
            PollingSettings settings,
            Map<String, MessageFilter> filters,
            long version,
            PullConsumer direct,
            ConsumerSurroundings around,
            Consumer<ClientPollingConsumer> gone) {
        this.group = group;
        this.settings = settings;
        this.around = around;
        this.loop = around.link().loop();
        this.direct = direct;
        this.gone = gone;
        this.beginning = new StartWait(group, around);
        this.pullSettings = SubscriptionSettings.defaults()
                .withStartFrom(settings.startFrom())
                .withWhenBehindMinimum(settings.whenBehindMinimum())
                .withPulling(settings.pulling());
        new TreeMap<>(filters)
                .forEach((topic, filter) -> subscriptions.add(new Subscription(topic, filter, version, pullSettings)));
        this.atBroker = new BrokerOffsetStore(group, around.link(), settings.autoCommitInterval());
        this.offsets = settings.autoCommit() ? atBroker : new ManualOffsetStore(atBroker);
        this.starts = new StartPositions(group, atBroker, around.link(), around.routes());
        this.desk = new PollDesk(group, around.backend(), loop, settings.maxPollMessages());
        this.pulls = new PullLoop(
                group,
                subscriptions,
                Map.of("", desk.buffer()),
                offsets,
                starts,
                around.pulling(
                        group,
                        // Queues that are assigned are nobody's to hand over.
                        filters.isEmpty() ? ClaimingBrokers.NONE : around.heartbeat()::handOverTimeout));
        this.rebalance = subscriptions.isEmpty() ? null : rebalanceService();
    }

    /** Whether it is a member of its group: it subscribes. */
    boolean isMember() {
        return rebalance != null;
    }

    /**
     * Begins in the background; a member waits a bounded time until it is decided where the group begins.
     *
     * @throws StartRefusedException when it is clear by then that it cannot begin; it has stopped then
     */
    void start() {
        loop.execute(this::begin);
        if (!isMember()) {
            return;
        }
        try {
            beginning.await();
        } catch (StartRefusedException e) {
            close();
            throw e;
        }
    }

    @Override
    public String group() {
        return group;
    }

    @Override
    public List<MessageQueue> queues(String topic) {
        return direct.queues(topic);
    }

    @Override
    public void assign(Collection<MessageQueue> queues, MessageFilter filter) {
        if (isMember()) {
            throw new IllegalStateException(
                    "group " + group
                            + " subscribes, so that its queues come from its division: assign queues to a consumer that does not");
        }
        Set<MessageQueue> wanted = new TreeSet<>(queues);
        assignment = Set.copyOf(wanted);
        run(() -> assignNow(wanted, filter));
    }

    @Override
    public Set<MessageQueue> assignment() {
        return assignment;
    }

    @Override
    public List<MessageView> poll(Duration timeout) {
        return desk.poll(timeout);
    }

    @Override
    public CompletableFuture<List<MessageView>> pollAsync(Duration timeout) {
        return desk.pollAsync(timeout);
    }

    @Override
    public void wakeup() {
        desk.wakeup();
    }

    @Override
    public void pause(Collection<MessageQueue> queues) {
        List<MessageQueue> all = own(queues);
        paused.addAll(all);
        run(() -> all.forEach(queue -> {
            desk.buffer().pause(queue);
            pulls.pause(queue);
        }));
    }

    @Override
    public void resume(Collection<MessageQueue> queues) {
        List<MessageQueue> all = List.copyOf(queues);
        all.forEach(paused::remove);
        run(() -> all.forEach(queue -> {
            desk.buffer().resume(queue);
            pulls.resume(queue);
        }));
    }

    @Override
    public Set<MessageQueue> paused() {
        return Set.copyOf(paused);
    }

    @Override
    public void seek(MessageQueue queue, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset must not be negative, but is " + offset);
        }
        own(List.of(queue));
        sought.put(queue, offset);
        run(() -> seekNow(queue));
    }

    @Override
    public void seek(MessageQueue queue, Instant time) {
        own(List.of(queue));
        TimeSearch search = new TimeSearch(group, around.link());
        seek(queue, await("seek", () -> search.find(queue, time)));
    }

    @Override
    public void seek(String topic, Instant time) {
        assignment.stream().filter(queue -> queue.topic().equals(topic)).forEach(queue -> seek(queue, time));
    }

    @Override
    public void seekToBeginning(Collection<MessageQueue> queues) {
        own(queues).forEach(queue -> seek(queue, direct.minOffset(queue)));
    }

    @Override
    public void seekToEnd(Collection<MessageQueue> queues) {
        own(queues).forEach(queue -> seek(queue, direct.maxOffset(queue)));
    }

    @Override
    public OptionalLong position(MessageQueue queue) {
        Long coming = sought.get(queue);
        if (coming != null) {
            return OptionalLong.of(coming);
        }
        OptionalLong next = desk.buffer().next(queue);
        OptionalLong done = offsets.consumed(queue);
        if (done.isEmpty() || done.getAsLong() < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(next.orElse(0), done.getAsLong()));
    }

    @Override
    public OptionalLong committed(MessageQueue queue) {
        return direct.committed(queue);
    }

    @Override
    public void commitSync() {
        await("commit", this::commitAll);
    }

    @Override
    public void commitSync(Map<MessageQueue, Long> positions) {
        Map<MessageQueue, Long> all = checked(positions);
        await("commit", () -> commit(all));
    }

    @Override
    public CompletableFuture<Void> commitAsync() {
        return onWorkers(onLoop(this::commitAll));
    }

    @Override
    public CompletableFuture<Void> commitAsync(Map<MessageQueue, Long> positions) {
        Map<MessageQueue, Long> all = checked(positions);
        return onWorkers(onLoop(() -> commit(all)));
    }

    @Override
    public CompletableFuture<Void> stop(Duration drainTimeout) {
        try {
            loop.run(this::end);
        } catch (RejectedExecutionException e) {
            stopped.complete(null);
        }
        return stopped.copy();
    }

    @Override
    public void close() {
        CompletableFuture<Void> done = stop(Duration.ZERO);
        if (around.backend().onEventLoop()) {
            return;
        }
        try {
            AnswerWait.await(around.backend(), "close of " + group, done, CLOSE_GRACE);
        } catch (RemotingException e) {
            log.warn("{}: not stopped in good order: {}", group, e.getMessage());
        }
    }

    @Override
    public void wake(String reason) {
        if (rebalance != null) {
            rebalance.wake(reason);
        }
    }

    @Override
    public void routeChanged(TopicRoute route) {
        if (rebalance != null) {
            rebalance.routeChanged(route);
        }
    }

    @Override
    public HeartbeatRequest.Consumer heartbeat() {
        return new HeartbeatRequest.Consumer(
                group,
                "CONSUME_ACTIVELY",
                "CLUSTERING",
                "CONSUME_FROM_LAST_OFFSET",
                subscriptions.stream().map(Subscription::entry).toList());
    }

    @Override
    public CompletableFuture<ConsumeDirectlyResponse> consumeDirectly(ByteBuffer record, @Nullable String brokerName) {
        return CompletableFuture.failedFuture(new CommandFailedException(
                ResponseCode.SYSTEM_ERROR, "group '" + group + "' is polled here: there is no listener to be called"));
    }

    @Override
    public CompletableFuture<EmptyResponse> reset(Map<MessageQueue, Long> positions) {
        return onLoop(() -> {
                    positions.forEach(pulls::reset);
                    return CompletableFuture.<Void>completedFuture(null);
                })
                .thenApply(done -> new EmptyResponse());
    }

    @Override
    public Map<MessageQueue, Long> consumedOffsets(String topic) {
        return GroupStanding.consumedOffsets(pulls.progress(), topic);
    }

    @Override
    public ConsumerRunningInfoResponse runningInfo(boolean threads) {
        return GroupStanding.of(
                Map.of("PROP_CONSUME_TYPE", "CONSUME_ACTIVELY", "PROP_CONSUMEORDERLY", "false"),
                subscriptions,
                pulls.progress(),
                Map.of(),
                threads);
    }

    private void begin() {
        if (rebalance == null) {
            offsets.start();
            pulls.start();
            return;
        }
        new ConsumerStart(group, subscriptions, starts, around, () -> !stopping)
                .run(offsets::start, () -> CompletableFuture.completedFuture(null))
                .whenComplete((done, failure) -> loop.run(() -> begun(rebalance, failure)));
    }

    private void begun(RebalanceService division, @Nullable Throwable failure) {
        if (!beginning.end(failure)) {
            end();
        } else if (!stopping) {
            pulls.start();
            division.start();
        }
    }

    private void end() {
        if (stopping) {
            return;
        }
        stopping = true;
        desk.close();
        if (rebalance != null) {
            rebalance.close();
        }
        pulls.stop(Duration.ZERO)
                .handle((released, failure) -> offsets.close())
                .thenCompose(closed -> closed)
                .handle((committed, failure) ->
                        isMember() ? around.unregister().apply(group) : CompletableFuture.<Void>completedFuture(null))
                .thenCompose(left -> left)
                .whenComplete((done, failure) -> {
                    log.debug("{}: stopped", group);
                    gone.accept(this);
                    stopped.complete(null);
                });
    }

    private void assignNow(Set<MessageQueue> wanted, MessageFilter filter) {
        if (stopping) {
            return;
        }
        for (MessageQueue queue : List.copyOf(taken)) {
            if (!wanted.contains(queue)) {
                dropNow(queue);
            }
        }
        Map<String, List<MessageQueue>> added = new TreeMap<>();
        for (MessageQueue queue : wanted) {
            if (taken.add(queue)) {
                added.computeIfAbsent(queue.topic(), topic -> new ArrayList<>()).add(queue);
            }
        }
        added.forEach((topic, queues) -> {
            pulls.subscribe(new Subscription(topic, filter, 0, pullSettings, true));
            around.routes().watch(topic);
            around.routes().find(topic).whenComplete((route, failure) -> loop.run(() -> takeUp(topic, queues)));
        });
    }

    private void takeUp(String topic, List<MessageQueue> queues) {
        if (opened.add(topic)) {
            starts.open(List.of(topic));
        }
        for (MessageQueue queue : queues) {
            CompletableFuture<Void> before = dropping.get(queue);
            if (before == null) {
                takeUp(queue);
            } else {
                before.thenRun(() -> loop.execute(() -> takeUp(queue)));
            }
        }
    }

    private void takeUp(MessageQueue queue) {
        if (taken.contains(queue) && !stopping) {
            pulls.takeUp(queue, Duration.ZERO);
            seekNow(queue);
        }
    }

    private void dropNow(MessageQueue queue) {
        taken.remove(queue);
        forget(queue);
        desk.buffer().abandon(queue);
        CompletableFuture<Void> dropped = pulls.drop(queue);
        if (!dropped.isDone()) {
            dropping.put(queue, dropped);
            dropped.thenRun(() -> dropping.remove(queue, dropped));
        }
    }

    private void forget(MessageQueue queue) {
        sought.remove(queue);
        paused.remove(queue);
        desk.buffer().clear(queue);
        desk.buffer().resume(queue);
        pulls.resume(queue);
    }

    private void seekNow(MessageQueue queue) {
        Long offset = sought.get(queue);
        if (offset != null && pulls.seek(queue, offset)) {
            desk.buffer().clear(queue);
            sought.remove(queue, offset);
        }
    }

    private CompletableFuture<Void> commitAll() {
        desk.buffer().settle();
        return atBroker.commit(assignment);
    }

    private CompletableFuture<Void> commit(Map<MessageQueue, Long> positions) {
        return CompletableFuture.allOf(positions.entrySet().stream()
                .map(position -> {
                    desk.buffer().settle(position.getKey(), position.getValue());
                    return atBroker.commit(position.getKey(), position.getValue());
                })
                .toArray(CompletableFuture<?>[]::new));
    }

    private static Map<MessageQueue, Long> checked(Map<MessageQueue, Long> positions) {
        positions.forEach((queue, offset) -> {
            if (offset < 0) {
                throw new IllegalArgumentException(
                        "the offset of " + queue + " must not be negative, but is " + offset);
            }
        });
        return Map.copyOf(positions);
    }

    private List<MessageQueue> own(Collection<MessageQueue> queues) {
        Set<MessageQueue> mine = assignment;
        for (MessageQueue queue : queues) {
            if (!mine.contains(queue)) {
                throw new IllegalStateException("group " + group + " does not have " + queue + " here; it has " + mine);
            }
        }
        return List.copyOf(queues);
    }

    private RebalanceService rebalanceService() {
        TreeSet<String> topics = new TreeSet<>();
        subscriptions.forEach(subscription -> topics.add(subscription.topic()));
        return new RebalanceService(
                new Membership(group, around.clientId(), topics),
                around.settings().allocation(),
                new AssignmentListener() {
                    @Override
                    public void takeUp(MessageQueue queue, Duration delay) {
                        taken.add(queue);
                        assignment = Set.copyOf(taken);
                        pulls.takeUp(queue, delay);
                    }

                    @Override
                    public CompletableFuture<Void> giveUp(MessageQueue queue) {
                        taken.remove(queue);
                        assignment = Set.copyOf(taken);
                        forget(queue);
                        around.heartbeat().soon();
                        return pulls.giveUp(queue);
                    }
                },
                around.link(),
                around.routes(),
                around.settings().rebalanceInterval(),
                around.settings().observer(),
                around.heartbeat());
    }

    private void run(Runnable task) {
        try {
            loop.run(task);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the polling consumer of group " + group + " is closed", e);
        }
    }

    private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(() -> question.get().whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        return answer;
    }

    private <T> T await(String what, Supplier<CompletableFuture<T>> question) {
        AnswerWait.refuseOnEventLoop(around.backend(), what);
        Duration patience = around.settings().requestTimeout().multipliedBy(4);
        return AnswerWait.await(around.backend(), what, onLoop(question), patience);
    }

    private <T> CompletableFuture<T> onWorkers(CompletableFuture<T> inner) {
        CompletableFuture<T> outer = new CompletableFuture<>();
        inner.whenComplete((value, failure) -> around.backend().workers().execute(() -> {
            if (failure == null) {
                outer.complete(value);
            } else {
                outer.completeExceptionally(failure);
            }
        }));
        return outer;
    }
}
