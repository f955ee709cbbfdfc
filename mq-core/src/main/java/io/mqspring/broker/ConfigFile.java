package io.mqspring.broker;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON file of the broker's configuration: replaced as a whole and atomically, with the version before as backup. Written
 * on the broker's serial executor when something has changed, and once more at the end by whoever closes the broker, so a
 * lock keeps the two apart. Thread safe.
 */
final class ConfigFile {

    private static final Logger log = LoggerFactory.getLogger(ConfigFile.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final String BACKUP = ".bak";

    private final Disk disk;
    private final String path;
    private final SerialExecutor executor;
    private final Supplier<Map<String, ?>> content;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean due = new AtomicBoolean();
    private boolean failed;

    /**
     * @param path below the data directory
     * @param content what to write, asked for at each write
     */
    ConfigFile(Disk disk, String path, SerialExecutor executor, Supplier<Map<String, ?>> content) {
        this.disk = disk;
        this.path = path;
        this.executor = executor;
        this.content = content;
    }

    /** What was written last; if that is damaged, what was written before. Empty if there is neither. */
    Optional<Map<String, Object>> load() {
        return load(path).or(() -> load(path + BACKUP));
    }

    /** Has the file written before long; changes that come close together are written once. */
    void saveSoon() {
        if (due.compareAndSet(false, true)) {
            try {
                executor.execute(this::saveIfDue);
            } catch (RejectedExecutionException e) {
                // Justification: the broker is closing, and its last act is to write what is due.
                log.trace("{} will be written at the end", path);
            }
        }
    }

    /** Writes, whether something waits to be written or not. */
    void saveNow() {
        due.set(false);
        save();
    }

    /** Writes if something waits to be written; also at the end, when nothing else will. */
    void saveIfDue() {
        if (due.getAndSet(false)) {
            save();
        }
    }

    private void save() {
        lock.lock();
        try {
            byte[] text = JsonDocument.write(content.get()).getBytes(StandardCharsets.UTF_8);
            disk.replace(path, text, true);
            if (failed) {
                log.info("{} can be written again", path);
                failed = false;
            }
        } catch (IOException e) {
            due.set(true);
            if (!failed) {
                log.warn("{} in '{}' cannot be written, which is tried again: {}", path, disk.describe(), e.toString());
                failed = true;
            }
            executor.schedule(this::saveIfDue, RETRY);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Map<String, Object>> load(String file) {
        try {
            Optional<byte[]> text = disk.read(file);
            if (text.isPresent() && text.get().length > 0) {
                return Optional.of(JsonDocument.parse(new String(text.get(), StandardCharsets.UTF_8)));
            }
        } catch (IOException | IllegalArgumentException e) {
            log.warn("{} in '{}' cannot be read and is passed over: {}", file, disk.describe(), e.toString());
        }
        return Optional.empty();
    }
}
