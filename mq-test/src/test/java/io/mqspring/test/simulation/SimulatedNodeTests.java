package io.mqspring.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulatedNodeTests {

    private final SimulatedBackend world = SimulatedBackend.seeded(11);

    @Test
    void aCrashDropsQueuedAndScheduledTasksOfThatNodeOnly() {
        SimulatedNode broker = world.node("broker");
        SimulatedNode client = world.node("client");
        List<String> ran = new ArrayList<>();
        for (SimulatedNode node : List.of(broker, client)) {
            SerialExecutor thread = node.thread("mq-x");
            thread.execute(() -> ran.add(node.name() + " queued"));
            thread.schedule(() -> ran.add(node.name() + " scheduled"), Duration.ofSeconds(1));
            node.workers().execute(() -> ran.add(node.name() + " worker"));
            node.eventLoop("x").execute(() -> ran.add(node.name() + " loop"));
        }
        broker.crash();
        world.advance(Duration.ofMinutes(1));
        assertThat(ran).containsExactlyInAnyOrder("client queued", "client scheduled", "client worker", "client loop");
    }

    @Test
    void aCrashedNodeSwallowsNewTasks() {
        SimulatedNode broker = world.node("broker");
        SerialExecutor thread = broker.thread("mq-x");
        broker.crash();
        AtomicInteger runs = new AtomicInteger();
        thread.execute(runs::incrementAndGet);
        thread.schedule(runs::incrementAndGet, Duration.ofSeconds(1)).cancel();
        broker.workers().execute(runs::incrementAndGet);
        broker.eventLoop("late").execute(runs::incrementAndGet);
        assertThat(world.pendingTasks()).isEmpty();
        world.advance(Duration.ofMinutes(1));
        assertThat(runs).hasValue(0);
    }

    @Test
    void aTaskThatKillsItsOwnNodeEndsButStartsNothing() {
        SimulatedNode broker = world.node("broker");
        SerialExecutor thread = broker.thread("mq-x");
        List<String> ran = new ArrayList<>();
        thread.execute(() -> {
            broker.crash();
            thread.execute(() -> ran.add("never"));
            ran.add("end");
            throw new IllegalStateException("nobody hears this");
        });
        world.runUntilIdle();
        assertThat(ran).containsExactly("end");
    }

    @Test
    void aNewNodeTakesTheName() {
        SimulatedNode first = world.node("broker");
        assertThat(world.node("broker")).isSameAs(first);
        first.crash();
        SimulatedNode second = world.node("broker");
        assertThat(second).isNotSameAs(first);
        assertThat(first.isCrashed()).isTrue();
        AtomicInteger runs = new AtomicInteger();
        second.thread("mq-x").execute(runs::incrementAndGet);
        world.runUntilIdle();
        assertThat(runs).hasValue(1);
    }

    @Test
    void aClosedNodeDropsTimersAndRefuses() {
        SimulatedNode node = world.node("client");
        SerialExecutor thread = node.thread("mq-x");
        thread.schedule(() -> {}, Duration.ofSeconds(1));
        node.close();
        assertThat(world.pendingTasks()).isEmpty();
        assertThatThrownBy(() -> thread.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(node.isCrashed()).isFalse();
    }

    @Test
    void aPausedProcessDoesLaterWhatFellDueMeanwhile() {
        SimulatedNode paused = world.node("paused");
        SimulatedNode other = world.node("other");
        List<String> ran = new ArrayList<>();
        for (SimulatedNode node : List.of(paused, other)) {
            SerialExecutor loop = node.eventLoop("x");
            loop.schedule(
                    () -> ran.add(node.name() + " timer at " + world.elapsed().toSeconds()), Duration.ofSeconds(1));
            loop.schedule(
                    () -> ran.add(node.name() + " last at " + world.elapsed().toSeconds()), Duration.ofSeconds(5));
        }
        paused.pause(Duration.ofSeconds(3));
        paused.workers()
                .execute(() -> ran.add("paused worker at " + world.elapsed().toSeconds()));
        world.advance(Duration.ofSeconds(2));
        assertThat(ran).containsExactly("other timer at 1");
        world.advance(Duration.ofSeconds(10));
        assertThat(ran)
                .containsExactlyInAnyOrder(
                        "other timer at 1",
                        "paused timer at 3",
                        "paused worker at 3",
                        "other last at 5",
                        "paused last at 5");
    }

    @Test
    void pausesOfOneThreadAddUpAndLeaveOthersAlone() {
        SimulatedNode node = world.node("broker");
        List<String> ran = new ArrayList<>();
        SerialExecutor flusher = node.thread("mq-flush-b");
        SerialExecutor executor = node.thread("mq-broker-b");
        flusher.execute(() -> ran.add("flushed at " + world.elapsed().toSeconds()));
        executor.execute(() -> ran.add("ran at " + world.elapsed().toSeconds()));
        node.pauseThreads(name -> name.startsWith("mq-flush-"), Duration.ofSeconds(2));
        world.advance(Duration.ofSeconds(1));
        node.pauseThreads(name -> name.startsWith("mq-flush-"), Duration.ofSeconds(4));
        world.advance(Duration.ofSeconds(10));
        assertThat(ran).containsExactly("ran at 0", "flushed at 5");
    }

    @Test
    void aPausedProcessThatDiesDoesNothingMore() {
        SimulatedNode node = world.node("broker");
        AtomicInteger runs = new AtomicInteger();
        SerialExecutor flusher = node.thread("mq-flush-b");
        node.pause(Duration.ofSeconds(2));
        flusher.execute(runs::incrementAndGet);
        world.advance(Duration.ofSeconds(1));
        node.crash();
        world.advance(Duration.ofMinutes(1));
        assertThat(runs).hasValue(0);
    }

    @Test
    void theClockOfOneMachineJumpsAndStaysSoForWhoeverRunsThereNext() {
        SimulatedNode node = world.node("broker");
        long wall = world.time().wallMillis();
        long nanos = node.time().nanoTime();
        node.jumpWall(Duration.ofSeconds(-7));
        node.crash();
        assertThat(world.node("broker").time().wallMillis()).isEqualTo(wall - 7_000);
        assertThat(world.node("broker").time().nanoTime()).isEqualTo(nanos);
        assertThat(world.node("client").time().wallMillis()).isEqualTo(wall);
    }
}
