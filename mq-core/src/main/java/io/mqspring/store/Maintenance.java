package io.mqspring.store;

import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.config.Checkpoint;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.index.IndexEnd;
import io.mqspring.store.index.KeyIndex;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.queue.ConsumeQueues;
import io.mqspring.store.queue.DeletedTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints: makes the queues that changed durable, a few at a time so that no force of the log waits for long,
 * then says so in the checkpoint file. Runs on the flusher's executor, and for the last time in the closer's thread.
 */
final class Maintenance {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final int QUEUES_PER_STEP = 16;
    /** So much of the log is verified at most after a crash. */
    private static final long MAX_BYTES = 128L * 1024 * 1024;

    private static final Duration RETENTION_LOOK = Duration.ofSeconds(10);

    private final SerialExecutor executor;
    private final Disk disk;
    private final CommitLog log;
    private final AppendPath path;
    private final KeyIndex index;
    private final Indexer indexer;
    private final Retention retention;
    private final LongPredicate forceLog;
    private final Duration interval;
    /** The flusher's: both work on the same files. */
    private final ReentrantLock gate;

    private @Nullable Run run;
    private @Nullable Cancellable scheduled;
    private boolean closed;
    private boolean failed;
    private long logStep = -1;
    private long checkpointed = -1;
    private long attempted;
    private long indexCheckpointed = -1;

    Maintenance(
            SerialExecutor executor,
            Disk disk,
            CommitLog log,
            AppendPath path,
            Flusher flusher,
            KeyIndex index,
            Indexer indexer,
            Retention retention,
            Duration interval) {
        this.executor = executor;
        this.disk = disk;
        this.log = log;
        this.path = path;
        this.index = index;
        this.indexer = indexer;
        this.retention = retention;
        this.forceLog = flusher::force;
        this.gate = flusher.gate();
        this.interval = interval;
    }

    /** There is something to checkpoint, in a while. Under the gate. */
    void changed(long logEnd) {
        indexer.changed();
        retainSoon(logEnd);
        if (run == null && !closed && logEnd - attempted >= MAX_BYTES) {
            begin();
        }
        changed();
    }

    /** A new segment is a reason to look for old ones, before the next look is due. */
    private void retainSoon(long logEnd) {
        long step = logEnd / log.segmentSize();
        if (step != logStep && !closed) {
            logStep = step;
            executor.execute(this::retain);
        }
    }

    private void changed() {
        if (scheduled == null && !closed) {
            scheduled = executor.schedule(this::begin, interval);
        }
    }

    /** Looks at the age of segments now and then. */
    void start() {
        executor.scheduleWithFixedDelay(this::retain, RETENTION_LOOK);
    }

    /**
     * Deletes a topic's queues. When this returns the deletion survives a crash; after a failure the topic may be there
     * without its messages. From any thread.
     */
    void deleteTopic(String topic, DeletedTopics deleted) throws IOException {
        deleted.begin(topic, path.end());
        long end;
        gate.lock();
        try {
            if (closed) {
                throw new IOException("the store is closed");
            }
            // A checkpoint in the making counts the queues that are about to go.
            abandon();
            checkpointed = -1;
            end = path.removeTopic(topic);
        } finally {
            gate.unlock();
        }
        disk.sync(ConsumeQueues.DIRECTORY);
        deleted.complete(topic, end);
        // Without a checkpoint that agrees, the next start after a crash would look at the whole log.
        executor.execute(this::begin);
    }

    /** Looks at once for what is no longer kept. From any thread. */
    void retain() {
        gate.lock();
        try {
            if (!closed) {
                retention.run();
            }
        } finally {
            gate.unlock();
        }
    }

    /** Checkpoints everything now, for the last time. */
    boolean close() {
        gate.lock();
        try {
            closed = true;
            if (scheduled != null) {
                scheduled.cancel();
            }
            indexer.close();
            abandon();
            Run last = new Run(path.takeTails());
            run = last;
            return last.step(Integer.MAX_VALUE);
        } finally {
            gate.unlock();
        }
    }

    private void begin() {
        gate.lock();
        try {
            if (scheduled != null) {
                scheduled.cancel();
                scheduled = null;
            }
            if (!closed && run == null) {
                run = new Run(path.takeTails());
                attempted = run.tails.end();
                step();
            }
        } finally {
            gate.unlock();
        }
    }

    private void step() {
        gate.lock();
        try {
            Run current = run;
            if (closed || current == null) {
                return;
            }
            if (current.step(QUEUES_PER_STEP)) {
                run = null;
            } else if (run != null) {
                executor.execute(this::step);
            } else {
                changed();
            }
        } finally {
            gate.unlock();
        }
    }

    private void abandon() {
        Run current = run;
        run = null;
        if (current != null) {
            path.stillDirty(current.left());
        }
    }

    /** One checkpoint in the making. */
    private final class Run {

        private final AppendPath.Tails tails;
        private final List<ConsumeQueues.QueueEnd> left;
        private final ConsumeQueues.NewNames names = new ConsumeQueues.NewNames();

        Run(AppendPath.Tails tails) {
            this.tails = tails;
            this.left = new ArrayList<>(tails.dirty());
        }

        List<ConsumeQueues.QueueEnd> left() {
            return tails.dirty();
        }

        /** Goes on; true when it is done. A failure ends the run and keeps the queues for the next one. */
        boolean step(int count) {
            try {
                if (!forceLog.test(tails.end())) {
                    abandon();
                    return false;
                }
                for (int i = 0; i < count && !left.isEmpty(); i++) {
                    left.get(left.size() - 1).force(names);
                    left.remove(left.size() - 1);
                }
                if (!left.isEmpty()) {
                    return false;
                }
                names.sync(disk);
                write();
                return true;
            } catch (IOException | UncheckedIOException e) {
                if (!failed) {
                    failed = true;
                    LOG.warn(
                            "No checkpoint can be written in '{}': the next start takes longer. This is tried again ({})",
                            disk.describe(),
                            e.getMessage());
                }
                abandon();
                return false;
            }
        }

        private void write() throws IOException {
            IndexEnd indexed = index.force();
            if (checkpointed == tails.end() && indexCheckpointed == indexed.position()) {
                return;
            }
            new Checkpoint(
                            tails.timestamp(),
                            index.fullUntil(),
                            tails.lastPosition(),
                            tails.end(),
                            tails.queues(),
                            tails.entries(),
                            indexed.position(),
                            indexed.file(),
                            indexed.entries())
                    .write(disk);
            indexCheckpointed = indexed.position();
            checkpointed = tails.end();
            if (failed) {
                failed = false;
                LOG.info("Checkpoints can be written again in '{}'", disk.describe());
            }
        }
    }
}
