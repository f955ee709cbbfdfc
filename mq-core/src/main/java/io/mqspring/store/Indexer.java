package io.mqspring.store;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.index.KeyIndex;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.log.DamageListener;
import io.mqspring.store.log.LogWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the key index follow the readable log, a little at a time so that no force waits for long. Runs on the flusher's
 * executor, and for the last time in the closer's thread.
 */
final class Indexer {

    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
    /** A run of appends is indexed together. */
    private static final Duration DELAY = Duration.ofMillis(50);

    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final int RECORDS_PER_STEP = 500;

    private final SerialExecutor executor;
    private final CommitLog log;
    private final KeyIndex index;
    private final ReentrantLock gate;
    private boolean scheduled;
    private boolean failed;
    private boolean closed;

    Indexer(SerialExecutor executor, CommitLog log, KeyIndex index, ReentrantLock gate) {
        this.executor = executor;
        this.log = log;
        this.index = index;
        this.gate = gate;
    }

    /** There may be more to index. Under the gate. */
    void changed() {
        if (!scheduled && !closed && index.position() < log.readable()) {
            scheduled = true;
            executor.schedule(this::run, failed ? RETRY : DELAY);
        }
    }

    /** Indexes the rest, for the last time. Under the gate. */
    void close() {
        closed = true;
        while (step()) {
            // Until the index has all of the log.
        }
    }

    private void run() {
        gate.lock();
        try {
            if (closed) {
                return;
            }
            if (step()) {
                executor.execute(this::run);
            } else {
                scheduled = false;
                if (failed) {
                    changed();
                }
            }
        } finally {
            gate.unlock();
        }
    }

    /** Whether there is more. */
    private boolean step() {
        long from = Math.max(index.position(), log.start());
        long end = log.readable();
        if (from >= end) {
            return false;
        }
        try (LogWalk walk = new LogWalk(log, from, end, false, DamageListener.IGNORED)) {
            for (int i = 0; i < RECORDS_PER_STEP; i++) {
                if (!walk.next()) {
                    index.advanceTo(end);
                    failed = false;
                    return false;
                }
                index.add(walk.buffer(), walk.at(), walk.position());
            }
            failed = false;
            return true;
        } catch (IOException | UncheckedIOException e) {
            if (!failed) {
                failed = true;
                LOG.warn("The key index cannot be written; it catches up when it can: {}", e.getMessage());
            }
            return false;
        }
    }
}
