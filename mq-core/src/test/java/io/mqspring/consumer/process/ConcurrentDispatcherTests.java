package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.Batching;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.ThreadSerialExecutor;
import io.mqspring.runtime.ThreadWorkerPool;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import io.mqspring.scripted.ModelBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ConcurrentDispatcherTests {

    private static final MessageQueue QUEUE = ModelBroker.queue("orders", 0);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ThreadSerialExecutor loop =
            ThreadSerialExecutor.start("mq-test-loop", TimeSource.system(), FaultHandler.logging());
    private final AtomicInteger handOvers = new AtomicInteger();
    private final WorkerPool pool = new ThreadWorkerPool(FaultHandler.logging());
    private final WorkerPool workers = new WorkerPool() {
        @Override
        public void execute(Runnable task) {
            handOvers.incrementAndGet();
            pool.execute(task);
        }

        @Override
        public void close() {
            pool.close();
        }
    };
    private final List<String> moved = new ArrayList<>();
    private final FailureSink failures = new FailureSink() {
        @Override
        public CompletableFuture<Void> retry(
                InFlight message, ConsumeResult.Retry failure, SubscriptionSettings settings) {
            moved.add("retry " + message.offset() + " " + failure.cause());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> postpone(
                InFlight message, ConsumeResult.Postponed later, SubscriptionSettings settings) {
            moved.add("postpone " + message.offset() + " " + later.delay());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> reject(
                InFlight message, ConsumeResult.Reject rejection, SubscriptionSettings settings) {
            moved.add("reject " + message.offset() + " " + rejection.reason());
            return CompletableFuture.completedFuture(null);
        }
    };
    private final AtomicLong finished = new AtomicLong();
    private final ProcessQueue window =
            new ProcessQueue(QUEUE, 0, (queue, messages, bytes) -> finished.addAndGet(messages));

    @AfterEach
    void stop() {
        loop.close();
        workers.close();
    }

    @Test
    void S7_consumption_calls_the_listener_by_as_many_workers_as_allowed_and_never_by_more() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(7);
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        ConcurrentDispatcher dispatcher = dispatcher(7, 1, blocking(views -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            assertThat(full.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(seen.add(views.get(0).offset())).isTrue();
            assertThat(MDC.get(Dispatcher.GROUP_IN_LOGS)).isEqualTo("billing");
            now.decrementAndGet();
            return ConsumeResult.success();
        }));

        for (int i = 0; i < 100; i++) {
            submit(dispatcher, i * 100, 100);
        }

        await().atMost(LIMIT).until(() -> finished.get() == 10_000);
        assertThat(most).hasValue(7);
        assertThat(seen).hasSize(10_000);
        await().atMost(LIMIT).until(() -> dispatcher.active() == 0);
    }

    @Test
    void a_burst_of_small_messages_costs_few_hand_overs() {
        ConcurrentDispatcher dispatcher = dispatcher(20, 1, blocking(views -> ConsumeResult.success()));

        submit(dispatcher, 0, 1000);

        await().atMost(LIMIT).until(() -> finished.get() == 1000);
        assertThat(handOvers.get()).isLessThanOrEqualTo(200);
    }

    @Test
    void nobody_waits_behind_a_slow_call_while_a_slot_is_free() {
        CountDownLatch release = new CountDownLatch(1);
        ConcurrentDispatcher dispatcher = dispatcher(2, 1, blocking(views -> {
            if (views.get(0).offset() == 0) {
                release.await();
            }
            return ConsumeResult.success();
        }));

        submit(dispatcher, 0, 500);

        await().atMost(LIMIT).until(() -> finished.get() == 499);
        release.countDown();
        await().atMost(LIMIT).until(() -> finished.get() == 500);
    }

    @Test
    void a_call_that_is_answered_later_keeps_its_slot_and_no_worker() {
        Queue<CompletableFuture<ConsumeResult>> open = new ConcurrentLinkedQueue<>();
        ConcurrentDispatcher dispatcher = dispatcher(3, 1, views -> {
            CompletableFuture<ConsumeResult> later = new CompletableFuture<>();
            open.add(later);
            return later;
        });

        submit(dispatcher, 0, 10);

        await().atMost(LIMIT).until(() -> open.size() == 3);
        assertThat(dispatcher.active()).isEqualTo(3);
        for (int i = 0; i < 10; i++) {
            int answered = i;
            await().atMost(LIMIT).until(() -> open.peek() != null);
            open.remove().complete(ConsumeResult.success());
            await().atMost(LIMIT).until(() -> finished.get() == answered + 1);
        }
        assertThat(dispatcher.active()).isZero();
    }

    @Test
    void failures_of_every_kind_are_handed_on_and_finished_when_they_are_safe() {
        AsyncMessageListener listener = views -> switch ((int) views.get(0).offset()) {
            case 0 -> throw new IllegalStateException("thrown");
            case 1 -> CompletableFuture.failedFuture(new IllegalStateException("failed"));
            case 2 -> CompletableFuture.completedFuture(ConsumeResult.reject("validation"));
            case 3 -> throw new StackOverflowError("deep");
            case 4 -> new CompletableFuture<ConsumeResult>().completeAsync(ConsumeResult::retry);
            default -> CompletableFuture.completedFuture(ConsumeResult.success());
        };

        submit(dispatcher(1, 1, listener), 0, 6);

        await().atMost(LIMIT).until(() -> finished.get() == 6);
        onLoop(() -> assertThat(moved)
                .containsExactlyInAnyOrder(
                        "retry 0 java.lang.IllegalStateException: thrown",
                        "retry 1 java.lang.IllegalStateException: failed",
                        "reject 2 validation",
                        "retry 3 java.lang.StackOverflowError: deep",
                        "retry 4 null"));
    }

    @Test
    void batches_are_cut_to_the_size_asked_for() {
        Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        submit(
                dispatcher(1, 4, blocking(views -> {
                    sizes.add(views.size());
                    return ConsumeResult.success();
                })),
                0,
                10);

        await().atMost(LIMIT).until(() -> finished.get() == 10);
        assertThat(sizes).containsExactly(4, 4, 2);
    }

    @Test
    void what_no_listener_has_begun_is_left_when_the_queue_is_given_up() {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        ConcurrentDispatcher dispatcher = dispatcher(2, 1, blocking(views -> {
            calls.incrementAndGet();
            begun.countDown();
            release.await();
            return ConsumeResult.success();
        }));
        submit(dispatcher, 0, 100);
        await().atMost(LIMIT).until(() -> begun.getCount() == 0);

        CompletableFuture<Void> drained = new CompletableFuture<>();
        onLoop(() -> window.giveUp().thenRun(() -> drained.complete(null)));
        assertThat(drained).isNotDone();
        release.countDown();

        await().atMost(LIMIT).until(drained::isDone);
        assertThat(calls).hasValue(2);
        onLoop(() -> assertThat(window.committableOffset()).isEqualTo(2));
    }

    private ConcurrentDispatcher dispatcher(int concurrency, int batch, AsyncMessageListener listener) {
        SubscriptionSettings settings = SubscriptionSettings.defaults()
                .withConcurrency(concurrency)
                .withBatching(new Batching(batch, Duration.ZERO));
        return new ConcurrentDispatcher("billing", settings, listener, workers, loop, TimeSource.system(), failures);
    }

    private static AsyncMessageListener blocking(io.mqspring.consumer.MessageListener listener) {
        return new BlockingListener(listener);
    }

    private void submit(ConcurrentDispatcher dispatcher, long from, int count) {
        List<MessageView> views = new ArrayList<>();
        for (long offset = from; offset < from + count; offset++) {
            views.add(MessageView.of(ModelBroker.record(QUEUE, offset, offset, "x", Map.of(), 0, 1), ModelBroker.NAME));
        }
        loop.execute(() -> dispatcher.submit(window.put(views, from + count)));
    }

    private void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
    }
}
