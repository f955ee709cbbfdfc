package io.mqspring.scripted;

import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Virtual time; tasks run when the test says so, on the test's thread. Tasks may be given from any thread. */
public final class ManualBackend implements ExecutionBackend {

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::sequence));
    private long now;
    private long sequence;
    private volatile @Nullable Object running;

    private record Task(long due, long sequence, Object owner, Runnable body) {}

    @Override
    public TimeSource time() {
        return new TimeSource() {
            @Override
            public long wallMillis() {
                return 1_700_000_000_000L + nanoTime() / 1_000_000;
            }

            @Override
            public long nanoTime() {
                synchronized (tasks) {
                    return now;
                }
            }
        };
    }

    /** Runs everything that is due. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, running what comes due on the way. */
    public void advance(Duration duration) {
        long until;
        synchronized (tasks) {
            until = now + duration.toNanos();
        }
        Task task = next(until);
        while (task != null) {
            running = task.owner();
            try {
                task.body().run();
            } finally {
                running = null;
            }
            task = next(until);
        }
        synchronized (tasks) {
            now = until;
        }
    }

    private @Nullable Task next(long until) {
        synchronized (tasks) {
            Task first = tasks.peek();
            if (first == null || first.due() > until) {
                return null;
            }
            now = Math.max(now, first.due());
            return tasks.poll();
        }
    }

    private Task add(Object owner, Runnable body, Duration delay) {
        synchronized (tasks) {
            Task task = new Task(now + Math.max(0, delay.toNanos()), sequence++, owner, body);
            tasks.add(task);
            return task;
        }
    }

    @Override
    public RandomGenerator newRandom() {
        return new Random(7);
    }

    @Override
    public SerialExecutor eventLoop(String owner) {
        return new Loop(owner);
    }

    @Override
    public SerialExecutor thread(String name) {
        return new Loop(name);
    }

    @Override
    public WorkerPool workers() {
        return new WorkerPool() {
            @Override
            public void execute(Runnable task) {
                add("worker", task, Duration.ZERO);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean onEventLoop() {
        return running instanceof Loop;
    }

    /** Whether the caller runs as a worker's task. */
    public boolean onWorker() {
        return "worker".equals(running);
    }

    @Override
    public void close() {}

    private final class Loop implements SerialExecutor {

        private final String name;
        private volatile boolean closed;

        Loop(String name) {
            this.name = name;
        }

        @Override
        public void execute(Runnable task) {
            if (closed) {
                throw new RejectedExecutionException(name);
            }
            add(this, task, Duration.ZERO);
        }

        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
            Task added = add(
                    this,
                    () -> {
                        if (!closed) {
                            task.run();
                        }
                    },
                    delay);
            return () -> {
                synchronized (tasks) {
                    tasks.remove(added);
                }
            };
        }

        @Override
        public boolean isCurrent() {
            return running == this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
