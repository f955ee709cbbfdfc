package io.mqspring.client;

import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.offset.LocalOffsets;
import io.mqspring.store.disk.DirectoryInUseException;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.MappedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one client, taken when a group broadcasts and held until the client is closed. Thread safe; blocks, so it is
 * called on workers.
 */
final class InstanceDirectory {

    private static final Logger log = LoggerFactory.getLogger(InstanceDirectory.class);
    private static final int MAX_INSTANCES = 1000;

    private final LocalState settings;
    private final String application;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Disk disk;

    /**
     * @param application told to who wants the directory too
     */
    InstanceDirectory(LocalState settings, String application) {
        this.settings = settings;
        this.application = application;
    }

    /** The offsets of a group; nothing is touched before they are loaded. */
    LocalOffsets of(String group) {
        return new OffsetFile(group, this::disk);
    }

    /** Gives the directory back, if it was taken. */
    void close() {
        lock.lock();
        try {
            if (disk != null) {
                disk.close();
                disk = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private Disk disk() {
        lock.lock();
        try {
            Disk taken = disk;
            if (taken == null) {
                taken = take();
                disk = taken;
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private Disk take() {
        for (int number = 1; number <= MAX_INSTANCES; number++) {
            String name = settings.instance() + (number == 1 ? "" : "-" + number);
            Path path = settings.directory().resolve(name);
            Disk tried = MappedDisk.at(path, application);
            try {
                tried.acquire();
                say(path, number);
                return tried;
            } catch (DirectoryInUseException e) {
                tried.close();
            } catch (IOException e) {
                tried.close();
                throw new StartRefusedException(
                        "A broadcasting group keeps its offsets in '" + path + "', which cannot be used: "
                                + e.getMessage() + " Set mq.client.offsets-dir to a directory that can be written.",
                        e);
            }
        }
        throw new StartRefusedException("There are " + MAX_INSTANCES + " instances '" + settings.instance()
                + "' that keep offsets below '" + settings.directory() + "': set mq.client.instance-name.");
    }

    private void say(Path path, int number) {
        if (number == 1) {
            log.info("Offsets of broadcasting groups are kept in {}", path);
        } else {
            log.warn(
                    "Offsets of broadcasting groups are kept in {}, since {} instances of this name run already. After a restart it"
                            + " may go on with those of another: set mq.client.instance-name to a name of its own",
                    path,
                    number - 1);
        }
    }
}
