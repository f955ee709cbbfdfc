package io.mqspring.broker;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.StoreException;
import io.mqspring.store.config.UnreadableConfigException;
import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON file of the broker's configuration: replaced as a whole and atomically, most with the version before as backup. Written
 * on the broker's serial executor when something has changed, and once more at the end by whoever closes the broker, so a
 * lock keeps the two apart. Thread safe.
 */
final class ConfigFile {

    private static final Logger log = LoggerFactory.getLogger(ConfigFile.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    /** Changes that come closer than this to the last write are written together: with many groups each write is long. */
    private static final Duration APART = Duration.ofMillis(500);

    private static final String DIRECTORY = "config/";
    private static final String BACKUP = ".bak";

    private final ConfigFiles files;
    private final Disk disk;
    private final String name;
    private final boolean backup;
    private final SerialExecutor executor;
    private final Supplier<Map<String, ?>> content;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean due = new AtomicBoolean();
    private final TimeSource time;
    /** On the executor. */
    private boolean waiting;
    /** Who waits for the next write. */
    private final Queue<CompletableFuture<Void>> waiters = new ConcurrentLinkedQueue<>();

    private volatile long written;
    /** These three under the lock. */
    private boolean failed;

    private boolean retrying;
    private boolean closed;

    ConfigFile(
            ConfigFiles files,
            Disk disk,
            String name,
            boolean backup,
            SerialExecutor executor,
            TimeSource time,
            Supplier<Map<String, ?>> content) {
        this.time = time;
        this.written = time.nanoTime() - APART.toNanos();
        this.files = files;
        this.disk = disk;
        this.name = name;
        this.backup = backup;
        this.executor = executor;
        this.content = content;
    }

    /**
     * What was written last; if that is damaged, what was written before, of a file with a backup. Empty if there is neither.
     *
     * @throws StoreException if there is something, but all of it is damaged
     */
    @SuppressWarnings("unchecked") // Justification: names of a JSON object are strings.
    Optional<Map<String, Object>> load() {
        if (!exists(name) && !(backup && exists(name + BACKUP))) {
            return Optional.empty();
        }
        try {
            return (backup
                            ? files.directory().load(name, Map.class)
                            : files.directory().loadOnly(name, Map.class))
                    .map(document -> (Map<String, Object>) document);
        } catch (UnreadableConfigException e) {
            throw new StoreException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Has the file written before long: at once, or with what else changes shortly after the last write. */
    void saveSoon() {
        if (due.compareAndSet(false, true)) {
            try {
                executor.execute(this::saveInTime);
            } catch (RejectedExecutionException e) {
                // Justification: the broker is closing, and its last act is to write what is due.
                log.trace("{} will be written at the end", name);
            }
        }
    }

    /** Has the file written at once; completes on the executor when that was done, or could not be and will be tried again. */
    CompletableFuture<Void> saved() {
        // When the broker is closing, it writes at the end what is due; nobody waits for answers then.
        return written().exceptionally(failure -> null);
    }

    /**
     * Has the file written at once, together with whatever else waits for that.
     *
     * @return completes on the executor when it is on disk; fails with what the disk says, and then it is tried again
     */
    CompletableFuture<Void> written() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        due.set(true);
        waiters.add(answer);
        try {
            executor.execute(this::saveForWaiters);
        } catch (RejectedExecutionException e) {
            waiters.remove(answer);
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** What who waits has changed was changed before it began to wait, so one write is for all. */
    private void saveForWaiters() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (CompletableFuture<Void> one = waiters.poll(); one != null; one = waiters.poll()) {
            waiting.add(one);
        }
        if (waiting.isEmpty()) {
            return;
        }
        RuntimeException failure = saveIfDue();
        for (CompletableFuture<Void> one : waiting) {
            if (failure == null) {
                one.complete(null);
            } else {
                one.completeExceptionally(failure);
            }
        }
    }

    /** Writes, whether something waits to be written or not. */
    void saveNow() {
        due.set(true);
        saveIfDue();
    }

    /**
     * Writes what waits to be written, once a write that is under way has ended. Then nothing is written any more: what the
     * executor still has to do must not touch a directory that is given back.
     */
    void close() {
        lock.lock();
        try {
            saveIfDue();
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Why what was due is not written; null if it is. */
    private @Nullable RuntimeException saveIfDue() {
        lock.lock();
        try {
            if (closed) {
                return due.get() ? new IllegalStateException("the broker is closed") : null;
            }
            return due.getAndSet(false) ? save() : null;
        } finally {
            lock.unlock();
        }
    }

    private void saveInTime() {
        Duration left = APART.minusNanos(time.nanoTime() - written);
        if (left.isNegative() || left.isZero()) {
            saveIfDue();
        } else if (!waiting) {
            waiting = true;
            executor.schedule(
                    () -> {
                        waiting = false;
                        saveIfDue();
                    },
                    left);
        }
    }

    /** Under the lock. */
    private @Nullable RuntimeException save() {
        try {
            if (backup) {
                files.directory().save(name, content.get());
            } else {
                files.directory().saveOnly(name, content.get());
            }
            written = time.nanoTime();
            if (failed) {
                log.info("{} can be written again", name);
                failed = false;
            }
            return null;
        } catch (UncheckedIOException e) {
            due.set(true);
            if (!failed) {
                log.warn("{} in '{}' cannot be written, which is tried again: {}", name, disk.describe(), e.toString());
                failed = true;
            }
            if (!retrying) {
                retrying = true;
                executor.schedule(this::retry, RETRY);
            }
            return e;
        }
    }

    private void retry() {
        lock.lock();
        try {
            retrying = false;
            saveIfDue();
        } finally {
            lock.unlock();
        }
    }

    private boolean exists(String file) {
        try {
            return disk.read(DIRECTORY + file).isPresent();
        } catch (IOException e) {
            // Justification: there is something, and who reads it says what is wrong with it.
            return true;
        }
    }
}
