package io.mqspring.runtime;

import java.time.Duration;

/** A task that schedules itself again after each run, until cancelled; a run that throws does not end the series. */
final class RepeatingTask implements Cancellable, Runnable {

    private final SerialExecutor executor;
    private final Runnable task;
    private final Duration delay;
    private volatile boolean cancelled;
    private volatile Cancellable next = () -> {};

    RepeatingTask(SerialExecutor executor, Runnable task, Duration delay) {
        this.executor = executor;
        this.task = task;
        this.delay = delay;
    }

    RepeatingTask start() {
        next = executor.schedule(this, delay);
        return this;
    }

    @Override
    public void run() {
        if (cancelled) {
            return;
        }
        try {
            task.run();
        } finally {
            if (!cancelled) {
                next = executor.schedule(this, delay);
            }
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        next.cancel();
    }
}
