package io.mqspring.consumer;

import io.mqspring.consumer.allocation.AllocationStrategy;
import io.mqspring.consumer.claim.Tenures;
import io.mqspring.consumer.offset.BrokerOffsetStore;
import io.mqspring.consumer.offset.StartPositions;
import io.mqspring.consumer.process.Dispatcher;
import io.mqspring.consumer.process.DispatcherParts;
import io.mqspring.consumer.process.RetrySender;
import io.mqspring.consumer.pull.CacheBudget;
import io.mqspring.consumer.pull.PullLoop;
import io.mqspring.consumer.pull.PullSurroundings;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.consumer.rebalance.AssignmentListener;
import io.mqspring.consumer.rebalance.Heartbeats;
import io.mqspring.consumer.rebalance.Membership;
import io.mqspring.consumer.rebalance.RebalanceService;
import io.mqspring.filter.TagExpression;
import io.mqspring.message.MessageQueue;
import io.mqspring.observe.ClientObserver;
import io.mqspring.observe.RebalanceReason;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.runtime.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A consumer of the rig's group, put together as the client does it, with its listeners' calls at hand. */
public final class RunningConsumer {

    public static final Duration DRAIN = Duration.ofSeconds(10);

    private final ConsumerRig rig;
    public final BrokerOffsetStore offsets;
    public final StartPositions starts;
    public final PullLoop pulls;
    public final RebalanceService rebalance;
    public final List<String> observed = new ArrayList<>();
    public final List<RebalanceReason> rebalances = new ArrayList<>();
    private final TreeSet<String> topics = new TreeSet<>();
    public final CacheBudget budget;
    /** With what brokers refuse this member's heartbeats. */
    public @Nullable CommandFailedException heartbeatRefusal;

    private int heartbeats;

    /** A topic and who listens to it. */
    public record Listening(String topic, String expression, SubscriptionSettings settings, AsyncMessageListener to) {}

    public RunningConsumer(
            ConsumerRig rig, String clientId, WorkerPool workers, long maxCachedBytes, Listening... listening) {
        this.rig = rig;
        ClientObserver observer = observer();
        budget = new CacheBudget(maxCachedBytes, rig.loop);
        offsets = new BrokerOffsetStore(ConsumerRig.GROUP, rig.link, Duration.ofSeconds(5));
        starts = new StartPositions(ConsumerRig.GROUP, offsets, rig.link, rig.routes);
        RetrySender retries = new RetrySender(
                ConsumerRig.GROUP,
                "test",
                rig.link,
                rig.routes,
                address -> 513,
                rig.backend.time(),
                rig.backend.newRandom(),
                observer);
        DispatcherParts parts = new DispatcherParts(
                ConsumerRig.GROUP, workers, rig.loop, rig.backend.time(), rig.backend.newRandom(), retries);
        Map<String, Dispatcher> dispatchers = new LinkedHashMap<>();
        List<Subscription> subscriptions = new ArrayList<>();
        for (Listening one : listening) {
            topics.add(one.topic());
            subscriptions.add(new Subscription(one.topic(), TagExpression.parse(one.expression()), 1, one.settings()));
            dispatchers.put(one.topic(), Dispatcher.of(parts, one.settings(), one.to()));
        }
        Subscription retry = Subscription.retry(ConsumerRig.GROUP, 1, listening[0].settings());
        subscriptions.add(retry);
        pulls = new PullLoop(
                ConsumerRig.GROUP,
                subscriptions,
                dispatchers,
                offsets,
                starts,
                new PullSurroundings(
                        rig.link,
                        rig.routes,
                        budget,
                        new Tenures(
                                ConsumerRig.GROUP,
                                clientId,
                                rig.link,
                                rig.routes,
                                address -> Optional.ofNullable(rig.broker.handOverTimeout()),
                                rig.backend.time(),
                                observer),
                        rig.backend.time(),
                        rig.backend.newRandom(),
                        observer,
                        () -> heartbeats++));
        TreeSet<String> all = new TreeSet<>(topics);
        all.add(retry.topic());
        rebalance = new RebalanceService(
                new Membership(ConsumerRig.GROUP, clientId, all),
                AllocationStrategy.average(),
                new AssignmentListener() {
                    @Override
                    public void takeUp(MessageQueue queue, Duration delay) {
                        pulls.takeUp(queue, delay);
                    }

                    @Override
                    public CompletableFuture<Void> giveUp(MessageQueue queue) {
                        return pulls.giveUp(queue);
                    }
                },
                rig.link,
                rig.routes,
                Duration.ofSeconds(20),
                observer,
                new Heartbeats() {
                    @Override
                    public void soon() {
                        heartbeats++;
                    }

                    @Override
                    public Optional<CommandFailedException> refusal(String address) {
                        return Optional.ofNullable(heartbeatRefusal);
                    }
                });
        rig.routes.onChange(rebalance::routeChanged);
    }

    public RunningConsumer start() {
        topics.forEach(topic -> rig.ask(() -> rig.routes.find(topic)));
        rig.onLoop(() -> {
            starts.open(topics);
            offsets.start();
            pulls.start();
            rebalance.start();
        });
        return this;
    }

    /** Begins to stop; completes when done. */
    public CompletableFuture<Void> stop() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        rig.onLoop(() -> {
            rebalance.close();
            pulls.stop(DRAIN).thenCompose(ok -> offsets.close()).thenRun(() -> done.complete(null));
        });
        return done;
    }

    /** As after kill -9: nothing more is sent to the broker, and nothing more is heard from it. */
    public void crash() {
        rig.onLoop(rebalance::close);
        rig.loop.close();
    }

    public int heartbeats() {
        return heartbeats;
    }

    private ClientObserver observer() {
        return new ClientObserver() {
            @Override
            public void onRebalance(String group, String topic, int queuesOwned, RebalanceReason reason) {
                observed.add("rebalance " + topic + " " + queuesOwned);
                rebalances.add(reason);
            }

            @Override
            public void onOffsetMoved(String group, String topic, int queueId, long from, long to) {
                observed.add("moved " + topic + "/" + queueId + " " + from + " -> " + to);
            }

            @Override
            public void onDeadLetter(String group, String topic, String reason) {
                observed.add("dead " + topic + " " + reason);
            }

            @Override
            public void onHandOverTimeout(String group, String topic, int queueId) {
                observed.add("timeout " + topic + "/" + queueId);
            }

            @Override
            public void onUncommitted(String group, String topic, int queueId, int messages) {
                observed.add("uncommitted " + topic + "/" + queueId + " " + messages);
            }

            @Override
            public void onRetry(String group, String topic, int attempt) {
                observed.add("retry " + topic + " " + attempt);
            }
        };
    }
}
