package io.mqspring.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedBackendTests {

    private final SimulatedBackend world = SimulatedBackend.seeded(7);

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(interleaving(seed)).isEqualTo(interleaving(seed));
        }
    }

    @Test
    void differentSeedsInterleaveDifferently() {
        Set<List<String>> seen = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            seen.add(interleaving(seed));
        }
        assertThat(seen).hasSizeGreaterThan(40);
    }

    @Test
    void fingerprintsTellRunsApart() {
        Set<Long> seen = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            SimulatedBackend some = SimulatedBackend.seeded(seed);
            run(some);
            SimulatedBackend again = SimulatedBackend.seeded(seed);
            run(again);
            assertThat(some.fingerprint()).isEqualTo(again.fingerprint());
            seen.add(some.fingerprint());
        }
        assertThat(seen).hasSizeGreaterThan(40);
    }

    @Test
    void keepsTheOrderWithinAnExecutor() {
        for (long seed = 0; seed < 50; seed++) {
            List<String> order = interleaving(seed);
            for (String executor : List.of("a", "b", "c")) {
                assertThat(order.stream().filter(task -> task.startsWith(executor)))
                        .containsExactlyElementsOf(IntStream.range(0, 5)
                                .mapToObj(n -> executor + n)
                                .toList());
            }
        }
    }

    @Test
    void workersRunTasksInAnyOrder() {
        Set<List<Integer>> seen = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            SimulatedBackend some = SimulatedBackend.seeded(seed);
            List<Integer> order = new ArrayList<>();
            IntStream.range(0, 5).forEach(n -> some.workers().execute(() -> order.add(n)));
            some.runUntilIdle();
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            seen.add(order);
        }
        assertThat(seen).hasSizeGreaterThan(20);
    }

    @Test
    void neverRunsATaskInTheCaller() {
        SerialExecutor executor = world.thread("mq-broker-b");
        List<String> order = new ArrayList<>();
        executor.execute(() -> {
            executor.execute(() -> order.add("inner"));
            order.add("outer");
        });
        assertThat(order).isEmpty();
        world.runUntilIdle();
        assertThat(order).containsExactly("outer", "inner");
    }

    @Test
    void timersFireInOrderAtTheirTime() {
        SerialExecutor executor = world.thread("mq-broker-b");
        long start = world.time().nanoTime();
        List<Long> fired = new ArrayList<>();
        for (int seconds : List.of(30, 1, 20, 1)) {
            executor.schedule(() -> fired.add(world.time().nanoTime() - start), Duration.ofSeconds(seconds));
        }
        world.advance(Duration.ofSeconds(19));
        assertThat(fired).containsExactly(1_000_000_000L, 1_000_000_000L);
        world.advance(Duration.ofSeconds(11));
        assertThat(fired).containsExactly(1_000_000_000L, 1_000_000_000L, 20_000_000_000L, 30_000_000_000L);
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aTimerThatFallsDueStandsBehindWhatIsQueued() {
        SerialExecutor executor = world.thread("mq-broker-b");
        List<String> order = new ArrayList<>();
        executor.schedule(() -> order.add("first timer"), Duration.ofSeconds(1));
        executor.schedule(() -> order.add("second timer"), Duration.ofSeconds(1));
        executor.execute(() -> order.add("at once"));
        executor.schedule(() -> order.add("no delay"), Duration.ZERO);
        world.advance(Duration.ofSeconds(1));
        assertThat(order).containsExactly("at once", "no delay", "first timer", "second timer");
    }

    @Test
    void runUntilIdleDoesNotMoveTime() {
        AtomicInteger runs = new AtomicInteger();
        SerialExecutor executor = world.thread("mq-broker-b");
        executor.schedule(runs::incrementAndGet, Duration.ofNanos(1));
        executor.execute(runs::incrementAndGet);
        world.runUntilIdle();
        assertThat(runs).hasValue(1);
        assertThat(world.elapsed()).isZero();
    }

    @Test
    void cancelledTasksDoNotRunEvenWhenDue() {
        SerialExecutor executor = world.thread("mq-broker-b");
        AtomicInteger runs = new AtomicInteger();
        Cancellable waiting = executor.schedule(runs::incrementAndGet, Duration.ofSeconds(1));
        waiting.cancel();
        waiting.cancel();
        Cancellable queued = executor.schedule(runs::incrementAndGet, Duration.ZERO);
        executor.execute(() -> {});
        queued.cancel();
        assertThat(world.pendingTasks()).hasSize(1);
        world.advance(Duration.ofSeconds(2));
        assertThat(runs).hasValue(0);
        assertThat(world.stepsRun()).isEqualTo(1);
    }

    @Test
    void repeatingTasksRepeatUntilCancelled() {
        AtomicInteger runs = new AtomicInteger();
        Cancellable repeating =
                world.thread("mq-broker-b").scheduleWithFixedDelay(runs::incrementAndGet, Duration.ofSeconds(5));
        world.advance(Duration.ofHours(1));
        assertThat(runs).hasValue(720);
        repeating.cancel();
        world.advance(Duration.ofHours(1));
        assertThat(runs).hasValue(720);
    }

    @Test
    void knowsTheExecutorThatRuns() {
        SerialExecutor loop = world.eventLoop("client");
        SerialExecutor thread = world.thread("mq-broker-b");
        List<Boolean> seen = new ArrayList<>();
        loop.execute(() -> seen.addAll(List.of(loop.isCurrent(), thread.isCurrent(), world.onEventLoop())));
        world.runUntilIdle();
        thread.execute(() -> seen.addAll(List.of(loop.isCurrent(), thread.isCurrent(), world.onEventLoop())));
        world.runUntilIdle();
        world.workers().execute(() -> seen.add(world.onEventLoop()));
        world.runUntilIdle();
        assertThat(seen).containsExactly(true, false, true, false, true, false, false);
        assertThat(loop.isCurrent() || thread.isCurrent() || world.onEventLoop())
                .isFalse();
    }

    @Test
    void ownersShareEventLoops() {
        List<SerialExecutor> loops =
                IntStream.range(0, 9).mapToObj(n -> world.eventLoop("c" + n)).toList();
        AtomicInteger current = new AtomicInteger();
        loops.get(0).execute(() -> loops.forEach(loop -> current.addAndGet(loop.isCurrent() ? 1 : 0)));
        List<Boolean> shared = new ArrayList<>();
        for (SerialExecutor loop : loops) {
            loop.execute(() ->
                    shared.add(loops.stream().filter(SerialExecutor::isCurrent).count() > 1));
        }
        world.runUntilIdle();
        assertThat(shared).contains(true);
        assertThat(current).hasValueLessThan(9);
    }

    @Test
    void aClosedExecutorRunsWhatIsQueuedDropsTimersAndRefuses() {
        SerialExecutor executor = world.thread("mq-broker-b");
        List<String> ran = new ArrayList<>();
        executor.schedule(() -> ran.add("timer"), Duration.ofSeconds(1));
        executor.execute(() -> ran.add("queued"));
        executor.close();
        assertThatThrownBy(() -> executor.execute(() -> ran.add("late")))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("mq-broker-b");
        executor.schedule(() -> ran.add("late timer"), Duration.ofSeconds(1));
        world.advance(Duration.ofSeconds(2));
        assertThat(ran).containsExactly("queued");
    }

    @Test
    void wallTimeJumpsWithoutTouchingTimers() {
        AtomicReference<Long> firedAt = new AtomicReference<>();
        world.thread("mq-broker-b").schedule(() -> firedAt.set(world.time().wallMillis()), Duration.ofSeconds(10));
        long before = world.time().nanoTime();
        world.setWall(Instant.ofEpochMilli(1_000_000));
        world.jumpWall(Duration.ofSeconds(-100));
        assertThat(world.time().nanoTime()).isEqualTo(before);
        world.advance(Duration.ofSeconds(10));
        assertThat(firedAt).hasValue(910_000L);
        assertThat(world.time().nanoTime() - before).isEqualTo(10_000_000_000L);
    }

    @Test
    void aStallMakesTimersLate() {
        List<Duration> fired = new ArrayList<>();
        SerialExecutor executor = world.thread("mq-broker-b");
        executor.schedule(() -> fired.add(world.elapsed()), Duration.ofSeconds(1));
        world.stall(Duration.ofSeconds(3));
        assertThat(fired).isEmpty();
        world.runUntilIdle();
        assertThat(fired).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void runUntilStopsAtTheTaskThatMeetsTheCondition() {
        AtomicInteger runs = new AtomicInteger();
        world.thread("mq-broker-b").scheduleWithFixedDelay(runs::incrementAndGet, Duration.ofSeconds(1));
        world.runUntil(() -> runs.get() == 3, Duration.ofMinutes(1));
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void runUntilTellsSeedAndPendingTasksWhenTheConditionIsNotMet() {
        world.thread("mq-broker-b").schedule(() -> {}, Duration.ofMinutes(2));
        assertThatThrownBy(() -> world.runUntil(() -> false, Duration.ofMinutes(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 7")
                .hasMessageContaining("PT1M")
                .hasMessageContaining("main/mq-broker-b in PT1M");
    }

    @Test
    void aThrowingTaskFailsTheRun() {
        SerialExecutor executor = world.thread("mq-broker-b");
        executor.execute(() -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(world::runUntilIdle)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 7")
                .hasMessageContaining("main/mq-broker-b")
                .hasMessageContaining("broken")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(world::assertNoFaults).isInstanceOf(AssertionError.class);
    }

    @Test
    void anExpectedFaultDoesNotFailTheRunAndTheExecutorLivesOn() {
        world.expectFaults(fault -> fault instanceof IllegalStateException);
        SerialExecutor executor = world.thread("mq-broker-b");
        AtomicInteger runs = new AtomicInteger();
        executor.execute(() -> {
            throw new IllegalStateException("broken");
        });
        executor.execute(runs::incrementAndGet);
        world.runUntilIdle();
        assertThat(runs).hasValue(1);
        assertThat(world.faults()).hasSize(1);
        world.faultHandler().onFault("here", new IllegalArgumentException("other"));
        assertThatThrownBy(world::assertNoFaults).hasMessageContaining("other");
    }

    @Test
    void checksInvariantsAfterEachStep() {
        AtomicInteger value = new AtomicInteger();
        List<Integer> seen = new ArrayList<>();
        world.afterEachStep(() -> {
            seen.add(value.get());
            assertThat(value.get()).isLessThan(3);
        });
        SerialExecutor executor = world.thread("mq-broker-b");
        IntStream.range(0, 5).forEach(n -> executor.execute(value::incrementAndGet));
        assertThatThrownBy(world::runUntilIdle)
                .hasMessageContaining("invariant")
                .hasMessageContaining("seed 7")
                .hasMessageContaining("step 3");
        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    void refusesOtherThreads() throws InterruptedException {
        SerialExecutor executor = world.thread("mq-broker-b");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread stranger = new Thread(
                () -> {
                    try {
                        executor.execute(() -> {});
                    } catch (IllegalStateException e) {
                        thrown.set(e);
                    }
                },
                "stranger");
        stranger.start();
        stranger.join();
        assertThat(thrown.get()).hasMessageContaining("stranger");
    }

    @Test
    void refusesToBeRunByItsOwnTasks() {
        world.expectFaults(fault -> fault instanceof IllegalStateException);
        world.workers().execute(world::runUntilIdle);
        world.runUntilIdle();
        assertThat(world.faults()).singleElement().satisfies(fault -> assertThat(fault)
                .hasMessageContaining("only the test may run it"));
    }

    private static List<String> interleaving(long seed) {
        return run(SimulatedBackend.seeded(seed));
    }

    private static List<String> run(SimulatedBackend world) {
        List<String> order = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            SerialExecutor executor = world.thread(name);
            for (int n = 0; n < 5; n++) {
                String task = name + n;
                executor.execute(() -> order.add(task));
            }
        }
        world.runUntilIdle();
        return order;
    }
}
