package io.mqspring.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadSerialExecutorTests {

    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final ThreadSerialExecutor executor =
            ThreadSerialExecutor.start("mq-test-1", TimeSource.system(), (where, fault) -> faults.add(fault));

    @AfterEach
    void stop() throws InterruptedException {
        executor.close();
        assertThat(executor.awaitExit(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void runsTasksOfManyThreadsOneAtATimeAndEachThreadsInOrder() throws InterruptedException {
        int producers = 4;
        int tasks = 20_000;
        int[] last = new int[producers];
        int[] wrong = new int[1];
        int[] running = new int[1];
        CountDownLatch done = new CountDownLatch(producers * tasks);
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            threads.add(new Thread(() -> {
                for (int i = 1; i <= tasks; i++) {
                    int number = i;
                    executor.execute(() -> {
                        wrong[0] += running[0]++ == 0 && last[producer] == number - 1 ? 0 : 1;
                        last[producer] = number;
                        running[0]--;
                        done.countDown();
                    });
                }
            }));
        }
        threads.forEach(Thread::start);
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong[0]).isZero();
    }

    @Test
    void neverRunsATaskInTheCaller() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        executor.execute(() -> {
            executor.execute(() -> order.add("second"));
            order.add("first");
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> order.size() == 2);
        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void isADaemonThreadOfTheGivenName() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        executor.execute(() -> threads.add(Thread.currentThread()));
        await().atMost(Duration.ofSeconds(30)).until(() -> !threads.isEmpty());
        assertThat(threads.get(0).getName()).isEqualTo("mq-test-1");
        assertThat(threads.get(0).isDaemon()).isTrue();
        assertThat(executor.isCurrent()).isFalse();
        assertThatThrownBy(executor::assertCurrent).hasMessageContaining("mq-test-1");
    }

    @Test
    void runsTimersInTheOrderTheyAreDueAndNotBefore() throws InterruptedException {
        StoppedClock clock = new StoppedClock();
        ThreadSerialExecutor timed =
                ThreadSerialExecutor.start("mq-test-2", clock, (where, fault) -> faults.add(fault));
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        AtomicLong ranAt = new AtomicLong();
        CountDownLatch scheduled = new CountDownLatch(1);
        timed.schedule(
                () -> {
                    ranAt.set(clock.nanoTime());
                    order.add("late");
                },
                Duration.ofMillis(60));
        timed.schedule(() -> order.add("early"), Duration.ofMillis(20));
        timed.schedule(() -> order.add("now"), Duration.ofMillis(-5));
        timed.execute(() -> {
            timed.schedule(() -> order.add("middle"), Duration.ofMillis(40));
            scheduled.countDown();
        });
        assertThat(scheduled.await(30, TimeUnit.SECONDS)).isTrue();

        clock.go();

        await().atMost(Duration.ofSeconds(30)).until(() -> order.size() == 4);
        timed.close();
        assertThat(order).containsExactly("now", "early", "middle", "late");
        assertThat(ranAt.get()).isGreaterThanOrEqualTo(Duration.ofMillis(60).toNanos());
    }

    /** Stands still until it is let go, so that a pause of the test's thread changes nothing of what is due when. */
    private static final class StoppedClock implements TimeSource {

        private volatile long startedAt;
        private volatile boolean goes;

        void go() {
            startedAt = System.nanoTime();
            goes = true;
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return goes ? System.nanoTime() - startedAt : 0;
        }
    }

    @Test
    void equallyDueTimersRunInTheOrderTheyWereMade() {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        executor.execute(() -> {
            for (int i = 0; i < 50; i++) {
                int number = i;
                executor.schedule(() -> order.add(number), Duration.ofMillis(20));
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> order.size() == 50);
        assertThat(order).isSorted();
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            executor.schedule(runs::incrementAndGet, Duration.ofMillis(30)).cancel();
        }
        Cancellable repeated = executor.scheduleWithFixedDelay(() -> runs.addAndGet(1000), Duration.ofHours(1));
        repeated.cancel();
        AtomicInteger other = new AtomicInteger();
        executor.schedule(other::incrementAndGet, Duration.ofMillis(60));
        await().atMost(Duration.ofSeconds(30)).until(() -> other.get() == 1);
        assertThat(runs.get()).isZero();
    }

    @Test
    void whatATaskThrowsIsReportedAndTheNextRuns() {
        AtomicInteger runs = new AtomicInteger();
        executor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        executor.schedule(
                () -> {
                    throw new AssertionError("an error, too");
                },
                Duration.ofMillis(1));
        executor.schedule(runs::incrementAndGet, Duration.ofMillis(20));
        await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == 1);
        assertThat(faults).hasSize(2);
        assertThat(faults.get(0)).hasMessage("on purpose");
    }

    @Test
    void anInterruptDoesNotMakeItSpinOrStop() {
        AtomicInteger runs = new AtomicInteger();
        executor.execute(() -> Thread.currentThread().interrupt());
        executor.schedule(runs::incrementAndGet, Duration.ofMillis(20));
        await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == 1);
        List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
        executor.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
        await().atMost(Duration.ofSeconds(30)).until(() -> interrupted.size() == 1);
        assertThat(interrupted).containsExactly(false);
    }

    @Test
    void closeRunsWhatIsQueuedDropsTimersAndRefusesMore() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        AtomicInteger queued = new AtomicInteger();
        AtomicInteger timers = new AtomicInteger();
        executor.execute(() -> awaitQuietly(hold));
        executor.schedule(timers::incrementAndGet, Duration.ofMillis(1));
        executor.schedule(timers::incrementAndGet, Duration.ofHours(1));
        for (int i = 0; i < 1000; i++) {
            executor.execute(queued::incrementAndGet);
        }
        executor.close();
        assertThatThrownBy(() -> executor.execute(queued::incrementAndGet))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("mq-test-1");
        executor.schedule(timers::incrementAndGet, Duration.ZERO);
        hold.countDown();
        assertThat(executor.awaitExit(Duration.ofSeconds(30))).isTrue();
        assertThat(queued.get()).isEqualTo(1000);
        assertThat(timers.get()).isZero();
    }

    @Test
    void aTaskIsEitherRunOrRefusedWhenCloseRaces() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            ThreadSerialExecutor racing =
                    ThreadSerialExecutor.start("mq-race", TimeSource.system(), (where, fault) -> faults.add(fault));
            AtomicInteger ran = new AtomicInteger();
            int accepted = 0;
            Thread closer = new Thread(racing::close);
            closer.start();
            try {
                for (int i = 0; i < 1000; i++) {
                    racing.execute(ran::incrementAndGet);
                    accepted++;
                }
            } catch (RejectedExecutionException e) {
                assertThat(e).hasMessageContaining("closed");
            }
            closer.join();
            assertThat(racing.awaitExit(Duration.ofSeconds(30))).isTrue();
            assertThat(ran.get()).isEqualTo(accepted);
        }
        assertThat(faults).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
