package io.mqspring.client;

import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.StuckCall;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.allocation.AllocationStrategy;
import io.mqspring.consumer.claim.ClaimingBrokers;
import io.mqspring.consumer.guard.SubscriptionCheck;
import io.mqspring.consumer.offset.BrokerOffsetStore;
import io.mqspring.consumer.offset.LocalOffsetStore;
import io.mqspring.consumer.offset.OffsetStore;
import io.mqspring.consumer.offset.StartPositions;
import io.mqspring.consumer.process.ConsumeMeter;
import io.mqspring.consumer.process.Dispatcher;
import io.mqspring.consumer.process.DispatcherParts;
import io.mqspring.consumer.process.FailureSink;
import io.mqspring.consumer.process.LocalRetries;
import io.mqspring.consumer.process.RetrySender;
import io.mqspring.consumer.pull.PullLoop;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.consumer.rebalance.AllQueues;
import io.mqspring.consumer.rebalance.Assignment;
import io.mqspring.consumer.rebalance.AssignmentListener;
import io.mqspring.consumer.rebalance.Membership;
import io.mqspring.consumer.rebalance.RebalanceService;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ConsumeDirectlyResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.AnswerWait;
import io.mqspring.transport.RemotingException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A push consumer put together: rebalance, pull loop, dispatchers, offsets. Its parts are confined to the client's loop;
 * this class may be called from any thread. Life: started once, stopped once.
 */
final class ClientPushConsumer implements PushConsumer, GroupMember {

    private static final Logger log = LoggerFactory.getLogger(ClientPushConsumer.class);
    /** What a close waits for beyond the drain: commits, and telling the brokers. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);

    private final String group;
    private final ConsumerSurroundings around;
    private final SerialExecutor loop;
    private final List<TopicListener> listeners;
    /** By topic; filled at the beginning. */
    private final Map<String, ConsumeMeter> meters = new LinkedHashMap<>();

    private final Map<String, Dispatcher> dispatchers;
    private final DirectConsumption direct;
    private final List<Subscription> subscriptions;
    private final long startedAt;
    private final OffsetStore offsets;
    private final StartPositions starts;
    private final PullLoop pulls;
    private final boolean broadcasting;
    private final Assignment rebalance;
    private final LadderNotes ladder;
    private final StartWait beginning;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final SubscriptionCheck check;
    private Cancellable checking = () -> {};
    private volatile boolean joined;
    private boolean stopping;

    ClientPushConsumer(ConsumerPlan plan, ConsumerSurroundings around) {
        this.group = plan.group();
        this.around = around;
        this.loop = around.link().loop();
        this.broadcasting = plan.broadcasting();
        this.beginning = new StartWait(group, around);
        this.listeners = plan.listeners();
        this.direct = new DirectConsumption(group, this.listeners, around.backend());
        this.startedAt = around.backend().time().wallMillis();
        this.subscriptions = new ArrayList<>();
        listeners.forEach(listener -> subscriptions.add(pulled(listener.subscription())));
        if (!broadcasting) {
            subscriptions.add(Subscription.retry(group, plan.version(), retrySettings()));
        }
        OffsetStore store = offsetStore();
        this.offsets = store;
        this.starts = new StartPositions(group, store, around.link(), around.routes());
        this.dispatchers = dispatchers();
        this.pulls = new PullLoop(
                group, subscriptions, dispatchers, store, starts, around.pulling(group, claimingBrokers()));
        this.rebalance = assignment(plan.allocation());
        this.check = new SubscriptionCheck(
                group,
                around.clientId(),
                this::heartbeat,
                isOrdered(),
                around.link(),
                around.routes(),
                difference -> log.warn("{}: {}", group, difference));
        this.ladder = new LadderNotes(
                group,
                // What waits in memory keeps its delays.
                broadcasting ? List.of() : this.listeners,
                around.routes(),
                around.heartbeat()::brokerVersion,
                loop,
                around.settings().heartbeatInterval());
    }

    /** Begins in the background. */
    void begin() {
        loop.execute(this::takeFirstSteps);
    }

    @Override
    public void awaitStart() {
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
    public List<QueueProgress> queues() {
        return pulls.progress();
    }

    @Override
    public List<StuckCall> stuckCalls() {
        return dispatchers.values().stream()
                .flatMap(dispatcher -> dispatcher.stuck().stream())
                .toList();
    }

    @Override
    public void pause(String topic) {
        loop.run(() -> pulls.pause(topic));
    }

    @Override
    public void resume(String topic) {
        loop.run(() -> pulls.resume(topic));
    }

    @Override
    public CompletableFuture<Void> stop(Duration drainTimeout) {
        try {
            loop.run(() -> end(drainTimeout));
        } catch (RejectedExecutionException e) {
            stopped.complete(null);
        }
        return stopped.copy();
    }

    @Override
    public void close() {
        Duration drain = around.settings().drainTimeout();
        CompletableFuture<Void> done = stop(drain);
        if (around.backend().onEventLoop()) {
            return;
        }
        try {
            AnswerWait.await(around.backend(), "close of " + group, done, drain.plus(CLOSE_GRACE));
        } catch (RemotingException e) {
            log.warn("{}: not stopped in good order: {}", group, e.getMessage());
        }
    }

    @Override
    public void wake(String reason) {
        rebalance.wake(reason);
    }

    @Override
    public void routeChanged(TopicRoute route) {
        rebalance.routeChanged(route);
    }

    @Override
    public boolean hasJoined() {
        return joined;
    }

    @Override
    public HeartbeatRequest.Consumer heartbeat() {
        return new HeartbeatRequest.Consumer(
                group,
                "CONSUME_PASSIVELY",
                broadcasting ? "BROADCASTING" : "CLUSTERING",
                "CONSUME_FROM_LAST_OFFSET",
                subscriptions.stream().map(Subscription::entry).toList());
    }

    /** Has the listener of a message's topic consume it, on a worker. */
    @Override
    public CompletableFuture<ConsumeDirectlyResponse> consumeDirectly(ByteBuffer record, @Nullable String brokerName) {
        return direct.consume(record, brokerName == null ? "" : brokerName);
    }

    @Override
    public CompletableFuture<EmptyResponse> reset(Map<MessageQueue, Long> offsets) {
        return onLoop(() -> offsets.forEach(pulls::reset)).thenApply(done -> new EmptyResponse());
    }

    @Override
    public Map<MessageQueue, Long> consumedOffsets(String topic) {
        return GroupStanding.consumedOffsets(pulls.progress(), topic);
    }

    @Override
    public ConsumerRunningInfoResponse runningInfo(boolean threads) {
        int concurrency = listeners.stream()
                .mapToInt(one -> one.subscription().settings().concurrency())
                .sum();
        return GroupStanding.of(
                Map.of(
                        "PROP_CONSUME_TYPE", "CONSUME_PASSIVELY",
                        "PROP_CONSUMEORDERLY", Boolean.toString(isOrdered()),
                        "PROP_CONSUMER_START_TIMESTAMP", Long.toString(startedAt),
                        "PROP_THREADPOOL_CORE_SIZE", Integer.toString(concurrency)),
                subscriptions,
                pulls.progress(),
                consumption(),
                threads);
    }

    private Map<String, ConsumerRunningInfoResponse.Consumption> consumption() {
        Map<String, ConsumerRunningInfoResponse.Consumption> topics = new LinkedHashMap<>();
        meters.forEach((topic, meter) -> {
            ConsumeMeter.Reading reading = meter.read();
            topics.put(
                    topic,
                    new ConsumerRunningInfoResponse.Consumption(
                            reading.okPerSecond(), reading.failedPerSecond(), reading.meanMillis(), reading.failed()));
        });
        return topics;
    }

    private void takeFirstSteps() {
        ConsumerStart first = new ConsumerStart(
                group, listeners.stream().map(TopicListener::subscription).toList(), starts, around, () -> !stopping);
        offsets.prepare()
                .thenCompose(ready -> first.run(offsets::start, this::agree))
                .whenComplete((done, failure) -> loop.run(() -> begun(failure)));
    }

    /** Whether this member agrees with its group, or may join it nevertheless. */
    private CompletableFuture<Void> agree() {
        return check.beforeJoining().thenAccept(difference -> {
            if (difference.isPresent() && around.settings().subscriptionGuard() == SubscriptionGuard.FAIL) {
                throw new StartRefusedException("group '" + group + "': " + difference.get()
                        + ". With mq.client.subscription-guard=warn this one would join nevertheless");
            }
            difference.ifPresent(text -> log.warn("{}: {}", group, text));
            joined = true;
        });
    }

    private void begun(@Nullable Throwable failure) {
        if (beginning.end(failure)) {
            consume();
        } else {
            end(Duration.ZERO);
        }
    }

    private void consume() {
        if (!stopping) {
            joined = true;
            pulls.start();
            rebalance.start();
            checking = loop.scheduleWithFixedDelay(
                    check::lookAgain, around.settings().heartbeatInterval());
            ladder.tell();
        }
    }

    private void end(Duration drainTimeout) {
        if (stopping) {
            return;
        }
        stopping = true;
        ladder.close();
        rebalance.close();
        checking.cancel();
        pulls.stop(drainTimeout)
                .handle((drained, failure) -> offsets.close())
                .thenCompose(closed -> closed)
                .handle((committed, failure) -> around.unregister().apply(group))
                .thenCompose(unregistered -> unregistered)
                .whenComplete((done, failure) -> {
                    log.debug("{}: stopped", group);
                    stopped.complete(null);
                });
    }

    /** In a group that locks queues, those of the retry topic are locked, too, as official members do it. */
    private SubscriptionSettings retrySettings() {
        return listeners.stream()
                .map(one -> one.subscription().settings())
                .filter(settings -> settings.ordering() == Ordering.QUEUE)
                .findFirst()
                .orElse(listeners.get(0).subscription().settings());
    }

    /** Where every member has every queue there is none to be locked: their order is that of this member's own calls. */
    private Subscription pulled(Subscription subscription) {
        SubscriptionSettings settings = subscription.settings();
        return broadcasting && settings.ordering() == Ordering.QUEUE
                ? new Subscription(
                        subscription.topic(),
                        subscription.filter(),
                        subscription.version(),
                        settings.withOrdering(Ordering.NONE))
                : subscription;
    }

    /** Where every member has every queue there is none to be claimed, either. */
    private ClaimingBrokers claimingBrokers() {
        return broadcasting ? ClaimingBrokers.NONE : around.heartbeat()::handOverTimeout;
    }

    private boolean isOrdered() {
        return !broadcasting
                && listeners.stream()
                        .anyMatch(one -> one.subscription().settings().ordering() == Ordering.QUEUE);
    }

    private Map<String, Dispatcher> dispatchers() {
        Map<String, Dispatcher> dispatchers = new LinkedHashMap<>();
        DispatcherParts parts = new DispatcherParts(
                group,
                around.backend().workers(),
                loop,
                around.backend().time(),
                around.backend().newRandom(),
                broadcasting ? localRetries(dispatchers) : retrySender());
        for (TopicListener one : listeners) {
            dispatchers.put(one.topic(), Dispatcher.of(parts, one.subscription().settings(), meter(one)));
        }
        return dispatchers;
    }

    private OffsetStore offsetStore() {
        Duration interval = around.settings().offsetSyncInterval();
        return broadcasting
                ? new LocalOffsetStore(
                        group, around.instance().of(group), around.backend().workers(), loop, interval)
                : new BrokerOffsetStore(group, around.link(), interval);
    }

    private FailureSink localRetries(Map<String, Dispatcher> dispatchers) {
        return new LocalRetries(
                group, loop, around.backend().newRandom(), around.settings().observer(), message -> {
                    Dispatcher own = dispatchers.get(message.queue().queue().topic());
                    if (own != null) {
                        own.submit(List.of(message));
                    }
                });
    }

    private FailureSink retrySender() {
        return new RetrySender(
                group,
                around.settings().application(),
                around.link(),
                around.routes(),
                around.heartbeat()::brokerVersion,
                around.backend().time(),
                around.backend().newRandom(),
                around.settings().observer());
    }

    private ConsumeMeter meter(TopicListener one) {
        ConsumeMeter meter = new ConsumeMeter(one.listener(), around.backend().time());
        meters.put(one.topic(), meter);
        return meter;
    }

    private Assignment assignment(AllocationStrategy allocation) {
        TreeSet<String> topics = new TreeSet<>();
        subscriptions.forEach(subscription -> topics.add(subscription.topic()));
        Membership self = new Membership(group, around.clientId(), topics);
        AssignmentListener listener = new AssignmentListener() {
            @Override
            public void takeUp(MessageQueue queue, Duration delay) {
                pulls.takeUp(queue, delay);
            }

            @Override
            public void members(List<String> clientIds) {
                check.members(clientIds);
            }

            @Override
            public CompletableFuture<Void> giveUp(MessageQueue queue) {
                around.heartbeat().soon();
                return pulls.giveUp(queue);
            }
        };
        if (broadcasting) {
            return new AllQueues(
                    self, listener, around.routes(), loop, around.settings().observer());
        }
        return new RebalanceService(
                self,
                allocation,
                listener,
                around.link(),
                around.routes(),
                around.settings().rebalanceInterval(),
                around.settings().observer(),
                around.heartbeat());
    }

    private CompletableFuture<Void> onLoop(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.run(() -> {
            task.run();
            done.complete(null);
        });
        return done;
    }
}
