package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.Batching;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Patience;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.ThreadWorkerPool;
import io.mqspring.runtime.WorkerPool;
import io.mqspring.scripted.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTests {

    private static final Duration WARNING = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration PATIENT = Duration.ofSeconds(60);

    private final LogLines log = LogLines.warningsOf(Watchdog.class);
    private final DispatcherRig rig = new DispatcherRig();
    private final List<CompletableFuture<ConsumeResult>> open = new ArrayList<>();

    @AfterEach
    void stop() {
        log.close();
    }

    private static SubscriptionSettings settings(int concurrency, int batch) {
        return SubscriptionSettings.defaults()
                .withConcurrency(concurrency)
                .withBatching(new Batching(batch, Duration.ZERO))
                .withPatience(new Patience(WARNING, LIMIT));
    }

    private ConcurrentDispatcher asynchronous(int concurrency, int batch) {
        return rig.dispatcher(settings(concurrency, batch), new AsyncMessageListener() {
            @Override
            public CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
                CompletableFuture<ConsumeResult> later = new CompletableFuture<>();
                open.add(later);
                return later;
            }

            @Override
            public String name() {
                return "Billing.on";
            }
        });
    }

    private void watchFor(Dispatcher dispatcher, Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second += 5) {
            rig.advance(5000);
            rig.onLoop(dispatcher::watch);
        }
    }

    @Test
    void a_call_in_good_time_is_not_mentioned() {
        ConcurrentDispatcher dispatcher = asynchronous(2, 1);
        rig.submit(dispatcher, 0, 1);

        watchFor(dispatcher, Duration.ofSeconds(5));

        assertThat(log.lines()).isEmpty();
        assertThat(dispatcher.stuck()).isEmpty();
    }

    @Test
    void a_result_that_does_not_come_is_named_at_growing_intervals() {
        ConcurrentDispatcher dispatcher = asynchronous(2, 1);
        rig.submit(dispatcher, 0, 1);

        watchFor(dispatcher, Duration.ofSeconds(55));

        // After 10 s, 20 s and 40 s, and not every 5 s.
        assertThat(log.lines()).hasSize(3).allSatisfy(line -> assertThat(line)
                .contains("billing: Billing.on has not finished message orders/b/0@0 [k0] of orders")
                .contains("orders/b/0, offset 0, attempt 1")
                .contains("its result or acknowledgement is awaited"));
        assertThat(log.lines().get(0)).contains("after PT10S");
        assertThat(log.lines().get(2)).contains("after PT40S");
        assertThat(dispatcher.stuck()).singleElement().satisfies(stuck -> {
            assertThat(stuck.listener()).isEqualTo("Billing.on");
            assertThat(stuck.running()).isEqualTo(Duration.ofSeconds(55));
            assertThat(stuck.givenUp()).isFalse();
            assertThat(stuck.topic()).isEqualTo("orders");
        });
    }

    @Test
    void a_result_that_comes_at_last_ends_it() {
        ConcurrentDispatcher dispatcher = asynchronous(2, 1);
        rig.submit(dispatcher, 0, 1);
        watchFor(dispatcher, Duration.ofSeconds(15));

        open.get(0).complete(ConsumeResult.success());
        watchFor(dispatcher, Duration.ofSeconds(60));

        assertThat(log.lines()).hasSize(1);
        assertThat(dispatcher.stuck()).isEmpty();
        assertThat(rig.finished).containsEntry(0, 1L);
        assertThat(rig.moved).isEmpty();
    }

    @Test
    void an_awaited_result_that_takes_too_long_is_a_failure_and_frees_its_slot() {
        ConcurrentDispatcher dispatcher = asynchronous(1, 1);
        rig.submit(dispatcher, 0, 2);
        assertThat(open).hasSize(1);

        watchFor(dispatcher, LIMIT);

        assertThat(rig.moved)
                .singleElement()
                .asString()
                .startsWith("retry 0/0 java.util.concurrent.TimeoutException")
                .contains("within PT1M (mq.listener.consume-timeout)");
        assertThat(log.lines()).last().asString().contains("within PT1M, and it counts as failed");
        // The stage is cancelled; its slot has gone to the next message.
        assertThat(open).hasSize(2);
        assertThat(open.get(0)).isCancelled();
        assertThat(dispatcher.active()).isEqualTo(1);
        assertThat(dispatcher.stuck()).isEmpty();

        open.get(1).complete(ConsumeResult.success());
        rig.advance(0);
        assertThat(rig.finished).containsEntry(0, 2L);
        assertThat(dispatcher.active()).isZero();
    }

    @Test
    void a_late_result_changes_nothing() {
        List<CompletableFuture<ConsumeResult>> uncancellable = new ArrayList<>();
        ConcurrentDispatcher dispatcher = rig.dispatcher(settings(1, 1), views -> {
            CompletableFuture<ConsumeResult> later = new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    return false;
                }
            };
            uncancellable.add(later);
            return later;
        });
        rig.submit(dispatcher, 0, 1);
        watchFor(dispatcher, LIMIT);
        assertThat(rig.moved).hasSize(1);

        uncancellable.get(0).complete(ConsumeResult.reject("late"));
        rig.advance(0);

        assertThat(rig.moved).hasSize(1);
        assertThat(rig.finished).containsEntry(0, 1L);
        assertThat(dispatcher.active()).isZero();
    }

    @Test
    void a_batch_is_named_by_its_first_message_and_fails_as_a_whole() {
        ConcurrentDispatcher dispatcher = asynchronous(1, 3);
        rig.submit(dispatcher, 0, 3);

        watchFor(dispatcher, LIMIT);

        assertThat(log.lines()).first().asString().contains("orders/b/0@0").contains("and 2 more of its call");
        assertThat(rig.moved).hasSize(3);
    }

    @Test
    void of_many_calls_some_are_named_and_the_others_counted() {
        ConcurrentDispatcher dispatcher = asynchronous(100, 1);
        rig.submit(dispatcher, 0, 100);

        watchFor(dispatcher, WARNING);

        assertThat(log.lines()).hasSize(6).last().asString().contains("95 more calls like these");
        assertThat(dispatcher.stuck()).hasSize(100);
    }

    @Test
    void where_there_is_an_order_it_only_warns() {
        ConcurrentDispatcher dispatcher = asynchronous(1, 1);
        Slots slots = new Slots(1);
        Watchdog watchdog =
                Watchdog.thatNeverGivesUp("billing", "Billing.on", new Patience(WARNING, LIMIT), rig.backend.time());
        rig.submit(dispatcher, 0, 1);
        Slot slot = java.util.Objects.requireNonNull(slots.acquire());
        Call call =
                new Call(List.of(java.util.Objects.requireNonNull(rig.window(0).lowest())));
        call.begin(0);
        slot.occupy(call);

        rig.advance(10 * LIMIT.toMillis());
        rig.onLoop(() -> watchdog.look(slots, (where, what) -> {
            throw new AssertionError("given up");
        }));

        assertThat(log.lines()).hasSize(1);
        assertThat(watchdog.stuck()).hasSize(1);
    }

    @Test
    void a_thread_that_does_not_return_is_shown_with_its_stack_and_keeps_its_slot() {
        WorkerPool threads = new ThreadWorkerPool(FaultHandler.logging());
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        ConcurrentDispatcher dispatcher = new ConcurrentDispatcher(
                "billing",
                settings(1, 1),
                new BlockingListener(views -> {
                    calls.incrementAndGet();
                    holdUp(release);
                    return ConsumeResult.reject("late");
                }),
                threads,
                rig.loop,
                rig.backend.time(),
                rig.failures());
        rig.submit(dispatcher, 0, 2);
        await().atMost(PATIENT).until(() -> calls.get() == 1);

        watchFor(dispatcher, WARNING);
        await().atMost(PATIENT).untilAsserted(() -> {
            rig.onLoop(dispatcher::watch);
            assertThat(log.lines()).isNotEmpty();
        });
        assertThat(log.lines().get(0)).contains("its thread mq-worker-").contains("WatchdogTests.holdUp");

        watchFor(dispatcher, LIMIT);
        assertThat(rig.moved).singleElement().asString().startsWith("retry 0/0 java.util.concurrent.TimeoutException");
        assertThat(log.lines()).anyMatch(line -> line.contains("its thread keeps its place until it returns"));
        assertThat(dispatcher.active()).isEqualTo(1);
        assertThat(dispatcher.stuck()).singleElement().satisfies(stuck -> assertThat(stuck.givenUp())
                .isTrue());
        // It is still worth a word that the slot is not there.
        watchFor(dispatcher, LIMIT.multipliedBy(3));
        assertThat(log.lines()).last().asString().contains("has not returned from message");
        assertThat(calls).hasValue(1);

        release.countDown();
        await().atMost(PATIENT).untilAsserted(() -> {
            rig.onLoop(dispatcher::watch);
            assertThat(rig.moved).hasSize(2);
            assertThat(dispatcher.active()).isZero();
        });
        assertThat(rig.moved.get(1)).isEqualTo("reject 0/1 late");
        assertThat(dispatcher.stuck()).isEmpty();
        threads.close();
    }

    private static void holdUp(CountDownLatch release) throws InterruptedException {
        release.await();
    }
}
