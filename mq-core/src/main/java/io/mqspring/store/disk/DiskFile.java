package io.mqspring.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A mapped file of fixed length. Bytes are read and written through {@link #buffer}; a range must be secured by {@link
 * #writeZeros} before it is first written that way, because a mapped write that finds no space on the disk would end the
 * process. The memory lives as long as someone refers to the buffer, also after {@link #close}: it is unmapped by the
 * collector, so a late reader never touches memory that is gone. Reading is for any thread; the other methods exclude
 * each other where they must.
 */
public interface DiskFile {

    /** Relative path. */
    String path();

    /** Bytes, fixed. */
    int length();

    /** The whole file; shared, so only to be used by absolute position. Big-endian. */
    ByteBuffer buffer();

    /**
     * Overwrites a range with zeros through the file system, so that afterwards it has space on the disk.
     *
     * @throws IOException if there is none; part of the range may be written
     */
    void writeZeros(int from, int to) throws IOException;

    /** The position of the first byte that is not zero, at or after a position; the length if there is none. */
    int nextNonZero(int from) throws IOException;

    /**
     * The position behind the last byte that is not zero; 0 if there is none. Behind its page nobody knows after a restart
     * whether there is space, and on some file systems even a mapped read takes some.
     */
    int endOfData() throws IOException;

    /** Copies bytes out without touching the mapping: where nothing was secured, too. */
    void read(int from, byte[] into) throws IOException;

    /**
     * Zeros what is not zero from a position on, and nothing else: this takes no space.
     *
     * @return bytes from the first to the last of the pages that were written
     */
    int clear(int from) throws IOException;

    /** Makes what was written to a range durable. After a failure nothing is known about the range. */
    void force(int from, int to) throws IOException;

    /**
     * Marks a range as written once more. After a failed force the system may hold its pages for clean although they never
     * reached the disk; only what is marked anew is tried again by the next force.
     */
    void redirty(int from, int to);

    /**
     * Writes what a range shows once more, for the next force to make durable: nobody knows what the forces of an earlier process
     * left. As {@link #redirty}, but where nobody knows whether there is space either.
     *
     * @throws IOException if there is no space
     */
    void rewrite(int from, int to) throws IOException;

    /** Gives the operating system's handle back; the mapping stays, and the handle is reopened when needed. */
    void releaseHandle();

    /** Gives the handle back for good and drops the mapping; who holds the buffer may still read it. */
    void close();

    /** As {@link #close}, and gives the file's space back at once: nobody may touch the buffer again. */
    void discard();
}
