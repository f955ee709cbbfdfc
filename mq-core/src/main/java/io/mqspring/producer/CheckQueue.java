package io.mqspring.producer;

import io.mqspring.runtime.WorkerPool;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a bounded number of checks at a time on workers, and keeps a bounded number waiting. What finds no room is dropped:
 * the broker asks again. Thread safe.
 */
final class CheckQueue {

    /** As many as official clients keep. */
    static final int MAX_WAITING = 2000;

    private static final int MAX_RUNNING = 4;

    private final WorkerPool workers;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    CheckQueue(WorkerPool workers) {
        this.workers = workers;
    }

    /** Whether there was room. */
    boolean offer(Runnable check) {
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING) {
                return false;
            }
            waiting.addLast(check);
            if (running == MAX_RUNNING) {
                return true;
            }
            running++;
        }
        try {
            workers.execute(this::drain);
            return true;
        } catch (RejectedExecutionException e) {
            // The runtime is closing; another producer of the group will be asked.
            synchronized (waiting) {
                running--;
                waiting.clear();
            }
            return false;
        }
    }

    private void drain() {
        Runnable next = next();
        while (next != null) {
            next.run();
            next = next();
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable next = waiting.pollFirst();
            if (next == null) {
                running--;
            }
            return next;
        }
    }
}
