package io.mqspring.store.log;

import io.mqspring.store.disk.Disk;
import java.io.IOException;

/**
 * How much of the disk the log leaves to others: to checkpoints and offsets, which go on being written when no more is sent.
 * Thread safe.
 */
final class Room {

    private static final int MEBI = 1024 * 1024;

    private final Disk disk;
    private final long keepFree;

    Room(Disk disk, long keepFree) {
        this.disk = disk;
        this.keepFree = keepFree;
    }

    /** @throws IOException if the log may not grow by so many bytes */
    void check(int bytes) throws IOException {
        long usable = keepFree == 0 ? Long.MAX_VALUE : disk.usableBytes();
        if (usable - bytes < keepFree) {
            throw new IOException(
                    "only " + usable / MEBI + " MiB are free, and " + keepFree / MEBI + " MiB are kept free");
        }
    }
}
