package io.mqspring.broker;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.config.ConfigDirectory;
import io.mqspring.store.disk.Disk;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory of configuration files, opened when there is something to read or write: a broker on an empty directory
 * starts without any JSON. Thread safe.
 */
final class ConfigFiles {

    private final Disk disk;
    private final SerialExecutor executor;
    private final TimeSource time;
    private @Nullable ConfigDirectory directory;

    ConfigFiles(Disk disk, SerialExecutor executor, TimeSource time) {
        this.time = time;
        this.disk = disk;
        this.executor = executor;
    }

    /**
     * @param name such as {@code topics.json}
     * @param content what to write, asked for at each write
     */
    ConfigFile file(String name, Supplier<Map<String, ?>> content) {
        return new ConfigFile(this, disk, name, true, executor, time, content);
    }

    /** The same without a backup: for what would be wrong if it were older than the last write. */
    ConfigFile fileWithoutBackup(String name, Supplier<Map<String, ?>> content) {
        return new ConfigFile(this, disk, name, false, executor, time, content);
    }

    synchronized ConfigDirectory directory() {
        ConfigDirectory opened = directory;
        if (opened == null) {
            opened = new ConfigDirectory(disk);
            directory = opened;
        }
        return opened;
    }
}
