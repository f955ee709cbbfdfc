package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.consumer.Batching;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.ThreadSerialExecutor;
import io.mqspring.runtime.ThreadWorkerPool;
import io.mqspring.runtime.TimeSource;
import io.mqspring.scripted.ModelBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What must hold whatever the listener does: order, one call at a time, everything once, the right offset. */
class OrderedDeliveryTests {

    private static final int SEEDS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void whatever_fails_and_whoever_leaves_each_lane_is_in_order_and_each_message_is_done_once() {
        String chosen = System.getProperty("seed");
        int from = chosen == null ? 0 : Integer.parseInt(chosen);
        int to = chosen == null ? Integer.getInteger("seeds", SEEDS) : from + 1;
        for (int seed = from; seed < to; seed++) {
            try {
                new World(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("fails with seed " + seed + "; to repeat: -Dseed=" + seed, e);
            }
        }
    }

    @Test
    void many_workers_keep_each_key_in_order() {
        ThreadSerialExecutor loop =
                ThreadSerialExecutor.start("mq-test-loop", TimeSource.system(), FaultHandler.logging());
        ThreadWorkerPool workers = new ThreadWorkerPool(FaultHandler.logging());
        int keys = 50;
        int messages = 40_000;
        Map<String, AtomicLong> last = new ConcurrentHashMap<>();
        AtomicInteger violations = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger dead = new AtomicInteger();
        AtomicLong finished = new AtomicLong();
        ProcessQueue window = new ProcessQueue(LaneRig.QUEUE, 0, (queue, count, bytes) -> finished.addAndGet(count));
        FailureSink failures = new FailureSink() {
            @Override
            public CompletableFuture<Void> retry(
                    InFlight message, ConsumeResult.Retry failure, SubscriptionSettings settings) {
                throw new AssertionError("a message in order must not go to the retry topic");
            }

            @Override
            public CompletableFuture<Void> postpone(
                    InFlight message, ConsumeResult.Postponed later, SubscriptionSettings settings) {
                throw new AssertionError("a message in order must not go to the retry topic");
            }

            @Override
            public CompletableFuture<Void> reject(
                    InFlight message, ConsumeResult.Reject rejection, SubscriptionSettings settings) {
                dead.incrementAndGet();
                return CompletableFuture.completedFuture(null);
            }
        };
        SubscriptionSettings settings = SubscriptionSettings.defaults()
                .withOrdering(Ordering.KEY)
                .withConcurrency(16)
                .withBatching(new Batching(3, Duration.ZERO))
                .withMaxCachedMessages(4 * messages, 4 * messages)
                .withRetriesInPlace(RetryPolicy.inPlace(List.of(Duration.ZERO)).withMaxAttempts(1000));
        OrderedDispatcher dispatcher = new OrderedDispatcher(
                new DispatcherParts("billing", workers, loop, TimeSource.system(), new Random(1), failures),
                settings,
                views -> {
                    String key =
                            views.get(0).property(PropertyNames.SHARDING_KEY).orElseThrow();
                    AtomicLong before = last.computeIfAbsent(key, each -> new AtomicLong(-1));
                    long seen = before.get();
                    if (seen >= views.get(0).offset()) {
                        violations.incrementAndGet();
                    }
                    int call = calls.incrementAndGet();
                    if (call % 1000 == 0) {
                        LockSupport.parkNanos(100_000);
                    }
                    if (call % 7 == 0) {
                        return CompletableFuture.completedFuture(ConsumeResult.retry());
                    }
                    ConsumeResult done = ConsumeResult.success();
                    if (call % 5 == 0) {
                        return CompletableFuture.supplyAsync(
                                () -> {
                                    moveOn(before, seen, views, violations);
                                    return done;
                                },
                                workers);
                    }
                    moveOn(before, seen, views, violations);
                    return CompletableFuture.completedFuture(done);
                });
        try {
            for (int from = 0; from < messages; from += 100) {
                List<MessageView> views = new ArrayList<>();
                for (int offset = from; offset < from + 100; offset++) {
                    String key = "k" + ThreadLocalRandom.current().nextInt(keys);
                    views.add(MessageView.of(
                            ModelBroker.record(
                                    LaneRig.QUEUE, offset, offset, "x", Map.of(PropertyNames.SHARDING_KEY, key), 0, 1),
                            ModelBroker.NAME));
                }
                loop.execute(() -> dispatcher.submit(window.put(views, 0)));
            }

            await().atMost(LIMIT).until(() -> finished.get() == messages);
            await().atMost(LIMIT).until(() -> dispatcher.active() == 0);
            assertThat(violations).hasValue(0);
            assertThat(dead).hasValue(0);
            assertThat(CompletableFuture.supplyAsync(dispatcher::lanes, loop).join())
                    .isZero();
        } finally {
            loop.close();
            workers.close();
        }
    }

    private static void moveOn(AtomicLong before, long seen, List<MessageView> views, AtomicInteger violations) {
        if (!before.compareAndSet(seen, views.get(views.size() - 1).offset())) {
            violations.incrementAndGet();
        }
    }

    /** Two queues, some keys, a listener that fails as it likes, an owner that leaves and comes back. */
    private static final class World {

        private final Random random;
        private final Ordering ordering;
        private final LaneRig rig;
        private final int queues = 2;
        private final List<List<String>> log = new ArrayList<>();
        private final int[] pulled = new int[queues];
        /** By lane: what runs, and the offset of the last success of this ownership. */
        private final Set<Object> running = new HashSet<>();

        private final Map<Object, Long> lastDone = new HashMap<>();
        private final Set<String> doneNow = new HashSet<>();
        private final Set<String> ever = new HashSet<>();
        private final List<AssertionError> violations = new ArrayList<>();
        private double failing = 0.3;

        World(int seed) {
            random = new Random(seed);
            ordering = random.nextBoolean() ? Ordering.KEY : Ordering.QUEUE;
            SubscriptionSettings settings = SubscriptionSettings.defaults()
                    .withOrdering(ordering)
                    .withConcurrency(1 + random.nextInt(4))
                    .withBatching(new Batching(1 + random.nextInt(4), Duration.ofMillis(random.nextInt(2) * 20L)))
                    .withMaxCachedMessages(10 + random.nextInt(30), 20 + random.nextInt(40))
                    .withRetriesInPlace(RetryPolicy.inPlace(
                                    List.of(Duration.ofMillis(1 + random.nextInt(100)), Duration.ofMillis(300)))
                            .withMaxAttempts(random.nextInt(5))
                            .withFailures(List.of(), List.of(ArithmeticException.class)));
            rig = new LaneRig(settings, this::consume);
            rig.onDeath = view -> ever.add(view.queue().queueId() + "/" + view.offset());
            int keys = 1 + random.nextInt(6);
            for (int queue = 0; queue < queues; queue++) {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    // Each key is in one queue; some messages have none.
                    char key = (char) (firstKey(queue) + random.nextInt(keys));
                    texts.add((random.nextInt(5) == 0 ? "" : key) + "" + i);
                }
                log.add(texts);
            }
        }

        void run() {
            for (int step = 0; step < 150; step++) {
                int queue = random.nextInt(queues);
                switch (random.nextInt(12)) {
                    case 0 -> leaveAndComeBack(queue);
                    case 1, 2, 3, 4, 5 -> pull(queue);
                    default -> rig.advance(Duration.ofMillis(random.nextInt(60)));
                }
                check();
            }
            failing = 0;
            for (int queue = 0; queue < queues; queue++) {
                while (pulled[queue] < log.get(queue).size()) {
                    pull(queue);
                    rig.advance(Duration.ofSeconds(10));
                }
            }
            rig.advance(Duration.ofMinutes(5));
            check();
            for (int queue = 0; queue < queues; queue++) {
                ProcessQueue window = rig.window(queue(queue));
                assertThat(window.committableOffset()).isEqualTo(log.get(queue).size());
                assertThat(window.running()).isZero();
                for (int i = 0; i < log.get(queue).size(); i++) {
                    assertThat(ever).as("message %d of queue %d", i, queue).contains(queue + "/" + i);
                }
            }
            assertThat(rig.dispatcher.active()).isZero();
            assertThat(rig.dispatcher.lanes()).isZero();
        }

        private void pull(int queue) {
            ProcessQueue window = rig.window(queue(queue));
            int room = Math.min(rig.settings.pulling().maxCachedMessages() - window.size(), 1 + random.nextInt(8));
            if (window.span() >= rig.settings.pulling().maxSpan()) {
                return;
            }
            List<String> texts = log.get(queue);
            int end = Math.min(pulled[queue] + Math.max(0, room), texts.size());
            String[] batch = texts.subList(pulled[queue], end).toArray(String[]::new);
            int from = pulled[queue];
            pulled[queue] = end;
            rig.onLoop(
                    () -> rig.dispatcher.submit(window.put(LaneRig.views(queue(queue), from, batch), pulled[queue])));
        }

        /** As a rebalance does it: nothing is taken up again before what runs has ended. */
        private void leaveAndComeBack(int queue) {
            ProcessQueue window = rig.window(queue(queue));
            CompletableFuture<Void> drained = rig.giveUp(queue(queue));
            rig.advance(Duration.ofSeconds(1));
            assertThat(drained).isDone();
            int committed = (int) window.committableOffset();
            check(queue, window);
            for (int i = committed; i < log.get(queue).size(); i++) {
                doneNow.remove(queue + "/" + i);
            }
            lastDone.keySet().removeIf(lane -> isOf(queue, lane));
            pulled[queue] = committed;
            rig.start(queue(queue), committed);
        }

        private boolean isOf(int queue, Object lane) {
            return lane instanceof MessageQueue whole
                    ? whole.queueId() == queue
                    : ((String) lane).charAt(0) >= firstKey(queue) && ((String) lane).charAt(0) < firstKey(queue + 1);
        }

        private static char firstKey(int queue) {
            return (char) ('a' + queue * 10);
        }

        private void check() {
            if (!violations.isEmpty()) {
                throw violations.get(0);
            }
            for (int queue = 0; queue < queues; queue++) {
                check(queue, rig.window(queue(queue)));
            }
        }

        /** Everything below the offset is done, and the one at it is not. */
        private void check(int queue, ProcessQueue window) {
            long committable = window.committableOffset();
            for (int i = 0; i < committable; i++) {
                assertThat(ever).contains(queue + "/" + i);
            }
            if (committable < pulled[queue]) {
                assertThat(doneNow).doesNotContain(queue + "/" + committable);
            }
        }

        private CompletionStage<ConsumeResult> consume(List<MessageView> views) {
            try {
                return checkedConsume(views);
            } catch (AssertionError e) {
                // To the dispatcher it is one failure more.
                violations.add(e);
                throw e;
            }
        }

        private CompletionStage<ConsumeResult> checkedConsume(List<MessageView> views) {
            Object lane = laneOf(views.get(0));
            if (lane != null) {
                assertThat(running.add(lane))
                        .as("two calls at once in %s", lane)
                        .isTrue();
                for (int i = 0; i < views.size(); i++) {
                    assertThat(laneOf(views.get(i))).isEqualTo(lane);
                    if (i > 0) {
                        assertThat(views.get(i).offset())
                                .isGreaterThan(views.get(i - 1).offset());
                    }
                }
            }
            ConsumeResult result = answer(views.size());
            if (random.nextBoolean()) {
                end(lane, views, result);
                if (result instanceof ConsumeResult.Retry retry && retry.cause() instanceof RuntimeException thrown) {
                    throw thrown;
                }
                return CompletableFuture.completedFuture(result);
            }
            CompletableFuture<ConsumeResult> later = new CompletableFuture<>();
            rig.loop.schedule(
                    () -> {
                        end(lane, views, result);
                        later.complete(result);
                    },
                    Duration.ofMillis(random.nextInt(200)));
            return later;
        }

        private ConsumeResult answer(int size) {
            if (random.nextDouble() >= failing) {
                return ConsumeResult.success();
            }
            if (size > 1 && random.nextBoolean()) {
                List<ConsumeResult> each = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    each.add(random.nextInt(3) > 0 ? ConsumeResult.success() : failure());
                }
                return new ConsumeResult.PerMessage(each);
            }
            return failure();
        }

        private ConsumeResult failure() {
            return switch (random.nextInt(7)) {
                case 0 -> ConsumeResult.reject("validation");
                case 1 -> ConsumeResult.retry(new ArithmeticException("hopeless"));
                case 2 -> ConsumeResult.retryAfter(Duration.ofMillis(random.nextInt(500)));
                case 3 -> ConsumeResult.postponed(Duration.ofMillis(random.nextInt(500)));
                default -> ConsumeResult.retry(new IllegalStateException("no luck"));
            };
        }

        /** Notes what is done for good: up to the first failure. */
        private void end(@Nullable Object lane, List<MessageView> views, ConsumeResult result) {
            if (lane != null) {
                running.remove(lane);
            }
            for (int i = 0; i < views.size(); i++) {
                MessageView view = views.get(i);
                ConsumeResult one = result instanceof ConsumeResult.PerMessage each
                        ? each.results().get(i)
                        : result;
                boolean success = one instanceof ConsumeResult.Success;
                if (!success && !(one instanceof ConsumeResult.Reject)) {
                    return;
                }
                String name = view.queue().queueId() + "/" + view.offset();
                ever.add(name);
                if (success) {
                    assertThat(doneNow.add(name)).as("%s is done twice", name).isTrue();
                }
                if (success && lane != null) {
                    Long before = lastDone.put(lane, view.offset());
                    assertThat(before == null || before < view.offset())
                            .as("%s after %s in %s", view.offset(), before, lane)
                            .isTrue();
                }
            }
        }

        private @Nullable Object laneOf(MessageView view) {
            return ordering == Ordering.QUEUE
                    ? view.queue()
                    : view.property(PropertyNames.SHARDING_KEY).orElse(null);
        }

        private MessageQueue queue(int id) {
            return ModelBroker.queue("orders", id);
        }
    }
}
