package io.mqspring.test.simulation;

import io.mqspring.runtime.WorkerPool;
import java.time.Duration;

/** Workers of a node: each task has a lane of its own. */
final class SimulatedWorkers implements WorkerPool {

    private final SimulatedNode node;
    private final String name;
    private boolean closed;

    SimulatedWorkers(SimulatedNode node) {
        this.node = node;
        this.name = node.name() + "/mq-worker";
    }

    @Override
    public void execute(Runnable task) {
        if (!node.refuses(closed, name)) {
            node.submit(node.adopted(new Lane(name, false)), task, Duration.ZERO);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
