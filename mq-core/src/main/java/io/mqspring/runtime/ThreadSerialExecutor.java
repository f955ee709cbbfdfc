package io.mqspring.runtime;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A serial executor on one daemon thread of its own, which may block. A wake-up drains the queue; producers unpark the
 * thread only when it sleeps. Timers are a heap that only the thread touches, polled with the time of the wake-up.
 */
public final class ThreadSerialExecutor implements SerialExecutor {

    /** Tasks between two looks at the timers. */
    private static final int RUN = 256;
    /** Cancelled timers that may lie in the heap before it is cleaned. */
    private static final int CANCELLED_LIMIT = 64;

    private final String name;
    private final TimeSource time;
    private final FaultHandler faults;
    private final Thread thread;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sleeping = new AtomicBoolean();
    private final AtomicLong timerSequence = new AtomicLong();
    private final AtomicInteger cancelledTimers = new AtomicInteger();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private volatile boolean closed;
    private volatile boolean exited;

    private ThreadSerialExecutor(String name, TimeSource time, FaultHandler faults) {
        this.name = name;
        this.time = time;
        this.faults = faults;
        this.thread = new Thread(this::loop, name);
        thread.setDaemon(true);
    }

    /**
     * Starts the thread.
     *
     * @param name its name
     * @param faults takes what tasks throw
     */
    public static ThreadSerialExecutor start(String name, TimeSource time, FaultHandler faults) {
        ThreadSerialExecutor executor = new ThreadSerialExecutor(name, time, faults);
        executor.thread.start();
        return executor;
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw rejected();
        }
        queue.add(task);
        if (exited && queue.remove(task)) {
            throw rejected();
        }
        wake();
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        if (closed) {
            return () -> {};
        }
        long nanos = delay.toNanos();
        Timer timer = new Timer(task, time.nanoTime() + Math.max(0, nanos), timerSequence.getAndIncrement());
        try {
            if (nanos <= 0) {
                execute(timer);
            } else if (isCurrent()) {
                timers.add(timer);
            } else {
                execute(() -> timers.add(timer));
            }
        } catch (RejectedExecutionException e) {
            // Closed in between: dropped, as promised.
            return () -> {};
        }
        return timer;
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }

    /**
     * Waits until the thread has ended.
     *
     * @return whether it has; false at once when the caller is that thread
     */
    public boolean awaitExit(Duration timeout) throws InterruptedException {
        if (!isCurrent()) {
            thread.join(Math.max(1, timeout.toMillis()));
        }
        return !thread.isAlive();
    }

    /** Whether the thread has ended. */
    public boolean hasExited() {
        return exited;
    }

    private void wake() {
        if (sleeping.get() && sleeping.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private void loop() {
        try {
            while (true) {
                boolean worked = runTimers();
                worked |= runQueue();
                if (!worked) {
                    if (closed) {
                        return;
                    }
                    sleep();
                }
            }
        } finally {
            exit();
        }
    }

    private boolean runTimers() {
        if (closed) {
            timers.clear();
            return false;
        }
        if (timers.isEmpty()) {
            return false;
        }
        cleanTimers();
        long now = time.nanoTime();
        boolean worked = false;
        for (Timer next = timers.peek(); next != null && next.due - now <= 0; next = timers.peek()) {
            timers.poll();
            runGuarded(next);
            worked = true;
        }
        return worked;
    }

    private boolean runQueue() {
        int count = 0;
        for (Runnable task = queue.poll(); task != null; task = count < RUN ? queue.poll() : null) {
            runGuarded(task);
            count++;
        }
        return count > 0;
    }

    private void sleep() {
        Timer next = timers.peek();
        long nanos = next == null ? Long.MAX_VALUE : next.due - time.nanoTime();
        if (nanos <= 0) {
            return;
        }
        sleeping.set(true);
        if (queue.isEmpty() && !closed) {
            if (next == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        sleeping.set(false);
        // An interrupt has no meaning here, and left set it would make every later park return at once.
        Thread.interrupted();
    }

    private void exit() {
        exited = true;
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            runGuarded(task);
        }
    }

    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            faults.onFault(name, t);
        }
    }

    private void cleanTimers() {
        int cancelled = cancelledTimers.get();
        if (cancelled > CANCELLED_LIMIT && cancelled > timers.size() / 2) {
            cancelledTimers.addAndGet(-cancelled);
            timers.removeIf(timer -> timer.cancelled);
        }
    }

    private RejectedExecutionException rejected() {
        return new RejectedExecutionException("executor " + name + " is closed");
    }

    /** A scheduled task, ordered by due time and then by age. */
    private final class Timer implements Runnable, Cancellable, Comparable<Timer> {

        private final Runnable task;
        private final long due;
        private final long sequence;
        private volatile boolean cancelled;

        Timer(Runnable task, long due, long sequence) {
            this.task = task;
            this.due = due;
            this.sequence = sequence;
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                cancelledTimers.incrementAndGet();
            }
        }

        @Override
        public int compareTo(Timer other) {
            int byDue = Long.signum(due - other.due);
            return byDue != 0 ? byDue : Long.compare(sequence, other.sequence);
        }
    }
}
