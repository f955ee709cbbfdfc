package io.mqspring.transport.netty;

import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.SerialExecutor;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A serial executor on one event loop, which it shares with connections and with other executors. Closing it leaves the
 * loop running. Thread safe.
 */
final class LoopSerialExecutor implements SerialExecutor {

    private final EventLoop loop;
    private final String name;
    private final FaultHandler faults;
    private final Set<Timer> timers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LoopSerialExecutor(EventLoop loop, String name, FaultHandler faults) {
        this.loop = loop;
        this.name = name;
        this.faults = faults;
    }

    /** The loop, on which the owner's connections belong. */
    EventLoop loop() {
        return loop;
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("executor " + name + " is closed");
        }
        loop.execute(() -> runGuarded(task));
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        if (closed) {
            return () -> {};
        }
        Timer timer = new Timer(task);
        try {
            if (delay.isZero() || delay.isNegative()) {
                loop.execute(timer);
            } else {
                timers.add(timer);
                timer.start(delay);
            }
        } catch (RejectedExecutionException e) {
            // The loop has ended: dropped, as promised.
            timers.remove(timer);
        }
        return timer;
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        closed = true;
        timers.forEach(Timer::cancel);
    }

    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            faults.onFault(name, t);
        }
    }

    /** A scheduled task; runs unless cancelled before. */
    private final class Timer implements Runnable, Cancellable {

        private final Runnable task;
        private final AtomicBoolean done = new AtomicBoolean();
        private volatile Cancellable scheduled = () -> {};

        Timer(Runnable task) {
            this.task = task;
        }

        void start(Duration delay) {
            var future = loop.schedule(this, delay.toNanos(), TimeUnit.NANOSECONDS);
            scheduled = () -> future.cancel(false);
            if (closed) {
                cancel();
            }
        }

        @Override
        public void run() {
            timers.remove(this);
            if (done.compareAndSet(false, true)) {
                runGuarded(task);
            }
        }

        @Override
        public void cancel() {
            if (done.compareAndSet(false, true)) {
                timers.remove(this);
                scheduled.cancel();
            }
        }
    }
}
