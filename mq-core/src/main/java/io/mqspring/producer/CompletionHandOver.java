package io.mqspring.producer;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.WorkerPool;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Completes users' futures on workers, many for one hand-over: a worker drains the queue. A user's callback may block; a
 * drain that makes no progress for a moment is written off, and another takes its place, so that callbacks never wait for
 * each other. Thread safe.
 */
final class CompletionHandOver {

    private static final Duration MOMENT = Duration.ofMillis(20);

    private final WorkerPool workers;
    private final SerialExecutor loop;
    private final Queue<Runnable> completions = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Drain> current = new AtomicReference<>();
    private final AtomicBoolean guarded = new AtomicBoolean();
    /** What the guard saw last; confined to the loop. */
    private @Nullable Drain seen;

    private long seenProgress;

    /**
     * @param loop where the guard looks, only while there is something to complete
     */
    CompletionHandOver(WorkerPool workers, SerialExecutor loop) {
        this.workers = workers;
        this.loop = loop;
    }

    void submit(Runnable completion) {
        completions.add(completion);
        startIfNone();
    }

    private void startIfNone() {
        if (current.get() != null) {
            return;
        }
        Drain drain = new Drain();
        if (!current.compareAndSet(null, drain)) {
            return;
        }
        try {
            workers.execute(drain);
        } catch (RejectedExecutionException e) {
            // The runtime is closing: completing here is better than never.
            drain.run();
            return;
        }
        guard();
    }

    private void guard() {
        if (guarded.compareAndSet(false, true)) {
            try {
                loop.schedule(this::look, MOMENT);
            } catch (RejectedExecutionException e) {
                guarded.set(false);
            }
        }
    }

    private void look() {
        Drain drain = current.get();
        if (drain != null && drain == seen && drain.progress == seenProgress) {
            current.compareAndSet(drain, null);
            if (!completions.isEmpty()) {
                startIfNone();
            }
        }
        seen = current.get();
        seenProgress = seen == null ? 0 : seen.progress;
        guarded.set(false);
        if (current.get() != null) {
            guard();
        }
    }

    private final class Drain implements Runnable {

        private volatile long progress;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // Justification: only the draining worker writes it.
        public void run() {
            while (current.get() == this) {
                Runnable next = completions.poll();
                if (next != null) {
                    next.run();
                    progress++;
                } else {
                    current.compareAndSet(this, null);
                    if (completions.isEmpty() || !current.compareAndSet(null, this)) {
                        return;
                    }
                }
            }
        }
    }
}
