package io.mqspring.store;

import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.log.CommitLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces the log: once for all appends that wait, then publishes them, tells the listener and completes them, in this order.
 * Also secures space ahead of the tail. Its steps run on its serial executor; closing runs the last ones in the closer's
 * thread, so a gate keeps them apart.
 */
final class Flusher implements AppendPath.FlushSignal {

    private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final SerialExecutor executor;
    private final AppendPath path;
    private final CommitLog log;
    private final Notifier notifier;
    private final TimeSource time;
    private final FaultHandler faults;
    private final Duration interval;
    private final ReentrantLock gate = new ReentrantLock();
    private final Runnable flush = this::flush;
    private final Runnable flushLater = this::flushLater;
    private final AtomicLong forces = new AtomicLong();
    private final AtomicLong forcedRecords = new AtomicLong();
    private final AtomicLong forceNanos = new AtomicLong();
    private final Marking unclean;
    private @Nullable Maintenance maintenance;
    private boolean marked;
    private boolean faulted;
    private boolean closed;

    Flusher(
            SerialExecutor executor,
            AppendPath path,
            CommitLog log,
            Notifier notifier,
            TimeSource time,
            FaultHandler faults,
            Duration interval,
            Marking unclean) {
        this.executor = executor;
        this.path = path;
        this.log = log;
        this.notifier = notifier;
        this.time = time;
        this.faults = faults;
        this.interval = interval;
        this.unclean = unclean;
    }

    /** Marks the directory as in use, durably. */
    @FunctionalInterface
    interface Marking {
        void run() throws IOException;
    }

    /** Prepares the log's next space, and what recovery changed for a checkpoint. */
    void start(Maintenance followUp) {
        gate.lock();
        try {
            maintenance = followUp;
            followUp.changed(log.forced());
        } finally {
            gate.unlock();
        }
        executor.execute(this::prepare);
    }

    /** Held by whoever works on the flusher's behalf. */
    ReentrantLock gate() {
        return gate;
    }

    /** Whether the log can be forced; false since a force failed. */
    boolean isFaulted() {
        return faulted;
    }

    long forces() {
        return forces.get();
    }

    long forcedRecords() {
        return forcedRecords.get();
    }

    long forceNanos() {
        return forceNanos.get();
    }

    @Override
    public void flush(boolean now) {
        try {
            if (now) {
                executor.execute(flush);
            } else {
                executor.schedule(flushLater, interval);
            }
        } catch (RejectedExecutionException e) {
            // Justification: the executor ends only with the store, and closing flushes what was appended before.
            LOG.trace("the flusher is closed", e);
        }
    }

    /** One group. */
    void flush() {
        gate.lock();
        try {
            if (!closed && !faulted) {
                flushGroup();
                secureAhead();
                if (maintenance != null) {
                    maintenance.changed(log.forced());
                }
            }
        } finally {
            gate.unlock();
        }
    }

    /** Flushes what is left; afterwards nothing is flushed any more. The path must refuse appends already. */
    void close() {
        gate.lock();
        try {
            if (!closed) {
                if (faulted) {
                    retry();
                }
                flushGroup();
                closed = true;
            }
        } finally {
            gate.unlock();
        }
    }

    /** The first task, so that the mark is durable before the first record is. */
    private void prepare() {
        gate.lock();
        try {
            if (!closed) {
                mark();
                secureAhead();
            }
        } finally {
            gate.unlock();
        }
    }

    private boolean mark() {
        try {
            if (!marked) {
                unclean.run();
                marked = true;
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("'{}' cannot be marked as in use", executor.name(), e);
        }
        return marked;
    }

    /** Secures space ahead; what it cannot get, appends will report. */
    private void secureAhead() {
        try {
            log.prepareAhead(log.forced());
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("No space ahead of the log", e);
        }
    }

    private void flushLater() {
        path.laterCame();
        flush();
    }

    private void flushGroup() {
        PendingAppends group = path.takeGroup();
        boolean durable = force(group.end());
        if (durable) {
            forcedRecords.addAndGet(group.records());
            publish(group);
        }
        for (int i = 0; i < group.size(); i++) {
            notifier.complete(group, i, durable);
        }
        path.recycle(group);
    }

    private void publish(PendingAppends group) {
        log.publish(group.end());
        for (int i = 0; i < group.size(); i++) {
            group.queue(i).publish(group.queueEnd(i));
        }
        for (int i = 0; i < group.size(); i++) {
            notifier.drain(group.queue(i));
        }
    }

    /** Makes the log durable up to a position; if that fails, appends are refused until it works. Under the gate. */
    boolean force(long end) {
        if (faulted) {
            return false;
        }
        if (end <= log.forced()) {
            return true;
        }
        long start = time.nanoTime();
        try {
            if (!mark()) {
                throw new IOException("the directory cannot be marked as in use");
            }
            log.forceTo(end);
        } catch (IOException | UncheckedIOException e) {
            path.setFaulted(true);
            faulted = true;
            faults.onFault(
                    executor.name(), new StoreException("The log cannot be forced: sends are refused until it can", e));
            refuseWaiting();
            executor.schedule(this::retryLater, RETRY);
            return false;
        }
        forces.incrementAndGet();
        forceNanos.addAndGet(time.nanoTime() - start);
        return true;
    }

    private void refuseWaiting() {
        PendingAppends rest = path.takeGroup();
        for (int i = 0; i < rest.size(); i++) {
            notifier.complete(rest, i, false);
        }
        path.recycle(rest);
    }

    private void retryLater() {
        gate.lock();
        try {
            if (!closed && !retry()) {
                executor.schedule(this::retryLater, RETRY);
            }
        } finally {
            gate.unlock();
        }
    }

    /** Nobody appends meanwhile. What was appended and refused becomes visible: it is durable after all. */
    private boolean retry() {
        long end = path.end();
        try {
            if (!mark()) {
                return false;
            }
            log.redirtyTo(end);
            log.forceTo(end);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The log still cannot be forced", e);
            return false;
        }
        faulted = false;
        path.publishAll();
        path.setFaulted(false);
        LOG.warn("The log can be forced again: sends are taken");
        return true;
    }
}
