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
}
