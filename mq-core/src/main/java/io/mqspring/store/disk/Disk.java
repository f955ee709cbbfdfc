package io.mqspring.store.disk;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One data directory: the only way the store touches files. Paths are relative to it, with {@code /} between names. The
 * real one maps files; a simulated one forgets what was not forced. Methods may be called from any thread, but two threads
 * never work on the same path at once.
 */
public interface Disk extends AutoCloseable {

    /** The directory as its user named it, for messages. */
    String describe();

    /**
     * Makes the directory if it is missing and locks it against others, until {@link #close}.
     *
     * @throws DirectoryInUseException if someone has it
     * @throws IOException if it cannot be made or written, naming it
     */
    void acquire() throws IOException;

    /** What a directory holds, sorted by name; nothing if it does not exist. */
    List<DiskEntry> list(String directory) throws IOException;

    /** A small file whole; empty if it does not exist. */
    Optional<byte[]> read(String path) throws IOException;

    /**
     * Replaces a small file atomically and durably: after a crash it has the old or the new content. Makes its directory.
     *
     * @param backup whether the old content stays as {@code <path>.bak}
     */
    void replace(String path, byte[] content, boolean backup) throws IOException;

    /**
     * Makes sure that an empty file is there, durably: even if it is, its name is forced, as whoever made it may have failed to.
     * Takes no space for content, so that it works on a full disk.
     */
    void mark(String path) throws IOException;

    /**
     * Opens a mapped file. A missing one is made, and a shorter one extended, with zeros that take no space yet; its
     * directory is made too. A new name is durable only after {@link #sync}.
     */
    DiskFile open(String path, int length) throws IOException;

    /** Removes a file; whether it was there. Durable only after {@link #sync}. */
    boolean delete(String path) throws IOException;

    /** Removes a directory with everything in it, if it is there; the space is free at once, so nobody may read there. */
    void deleteTree(String directory) throws IOException;

    /** Makes the names in a directory, and the names of the directories above it, durable. */
    default void sync(String directory) throws IOException {
        String at = directory;
        syncOnly(at);
        while (!at.isEmpty()) {
            at = above(at);
            syncOnly(at);
        }
    }

    /** Makes the names in a directory durable, and not its own; nothing happens if it does not exist. */
    void syncOnly(String directory) throws IOException;

    /** The directory above one; the data directory is the empty name. */
    static String above(String directory) {
        int slash = directory.lastIndexOf('/');
        return slash < 0 ? "" : directory.substring(0, slash);
    }

    /** Free space for this process, in bytes. Cheap: asked for with each step that the log grows by. */
    long usableBytes();

    /** Size of what the directory lies on, in bytes. */
    long totalBytes();

    /** Gives the lock back. Open files stay usable for reading until nobody refers to them. Idempotent. */
    @Override
    void close();
}
