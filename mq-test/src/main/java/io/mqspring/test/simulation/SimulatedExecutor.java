package io.mqspring.test.simulation;

import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;

/** A serial executor of a node: its tasks stand in one lane, which event loops may share with other owners. */
final class SimulatedExecutor implements SerialExecutor {

    private final SimulatedNode node;
    private final Lane lane;
    private final String name;
    private boolean closed;

    SimulatedExecutor(SimulatedNode node, Lane lane, String name) {
        this.node = node;
        this.lane = lane;
        this.name = name;
    }

    @Override
    public void execute(Runnable task) {
        if (node.refuses(closed, name)) {
            return;
        }
        node.submit(lane, task, Duration.ZERO);
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        if (closed || !node.isRunning()) {
            return () -> {};
        }
        if (delay.isNegative() || delay.isZero()) {
            return node.submit(lane, task, Duration.ZERO);
        }
        return node.submit(lane, () -> runUnlessClosed(task), delay);
    }

    @Override
    public boolean isCurrent() {
        return node.isCurrent(lane);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void runUnlessClosed(Runnable task) {
        if (!closed) {
            task.run();
        }
    }
}
