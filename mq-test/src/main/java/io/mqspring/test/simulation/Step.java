package io.mqspring.test.simulation;

import io.mqspring.runtime.Cancellable;
import org.jspecify.annotations.Nullable;

/** One task with its due time; forgets the task when it is run or called off. Owned by {@link StepQueue}. */
final class Step implements Cancellable, Comparable<Step> {

    private final long due;
    private final long sequence;
    private final Lane lane;
    private final SimulatedNode node;
    private @Nullable Runnable task;

    Step(long due, long sequence, Lane lane, SimulatedNode node, Runnable task) {
        this.due = due;
        this.sequence = sequence;
        this.lane = lane;
        this.node = node;
        this.task = task;
    }

    long due() {
        return due;
    }

    long sequence() {
        return sequence;
    }

    Lane lane() {
        return lane;
    }

    SimulatedNode node() {
        return node;
    }

    boolean isPending() {
        return task != null;
    }

    /** The task, once; null if it was called off. */
    @Nullable
    Runnable take() {
        Runnable taken = task;
        task = null;
        return taken;
    }

    @Override
    public void cancel() {
        task = null;
    }

    @Override
    public int compareTo(Step other) {
        int byDue = Long.compare(due, other.due);
        return byDue != 0 ? byDue : Long.compare(sequence, other.sequence);
    }
}
