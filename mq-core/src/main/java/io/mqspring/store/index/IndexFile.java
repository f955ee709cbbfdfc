package io.mqspring.store.index;

import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hash index file. Written by the flusher alone; a reader that sees a slot's new entry also sees the entry.
 *
 * <pre>
 *   0  store time of the first entry    8
 *   8  store time of the last entry     8
 *  16  log position of the first entry  8
 *  24  log position of the last entry   8
 *  32  used slots                       4
 *  36  next entry number, from 1        4
 *  40  slots, 4 bytes each: number of the newest entry with that hash, 0 without one
 *   +  entries, 20 bytes each; number 0 is not used
 *
 *      hash of the key (4)   log position (8)   seconds since the first entry (4)   older entry of the slot (4)
 * </pre>
 */
final class IndexFile {

    private static final Logger LOG = LoggerFactory.getLogger(IndexFile.class);
    private static final int HEADER = 40;
    private static final int ENTRY = 20;
    private static final int SECURE_STEP = 64 * 1024;

    private final DiskFile file;
    private final ByteBuffer buffer;
    private final long name;
    private final int slots;
    private final int maxEntries;
    private int secured;
    private boolean suspect;

    IndexFile(DiskFile file, long name, int slots, int maxEntries, boolean fresh) {
        this.file = file;
        this.buffer = file.buffer();
        this.name = name;
        this.slots = slots;
        this.maxEntries = maxEntries;
        this.secured = fresh ? 0 : entryAt(Math.max(1, next()));
    }

    static long length(long slots, long maxEntries) {
        return HEADER + 4 * slots + ENTRY * maxEntries;
    }

    String path() {
        return file.path();
    }

    long name() {
        return name;
    }

    /** Number of the next entry. */
    int next() {
        return buffer.getInt(36);
    }

    /** Whether the header fits the shape that the file's length suggests: a file may have been cut. */
    boolean fitsItsShape() {
        int next = next();
        return next >= 1 && next <= maxEntries && (next == 1 || buffer.getLong(16) == buffer.getLong(entryAt(1) + 4));
    }

    boolean isFull() {
        return next() >= maxEntries;
    }

    long beginTime() {
        return buffer.getLong(0);
    }

    long endTime() {
        return buffer.getLong(8);
    }

    long endPosition() {
        return buffer.getLong(24);
    }

    /** Gives header and slots their space. */
    void start() throws IOException {
        int to = entryAt(1);
        file.writeZeros(0, to);
        secured = to;
        buffer.putInt(36, 1);
    }

    /** Adds an entry; the file must not be full. */
    void put(int hash, long position, long time) throws IOException {
        int number = next();
        int at = entryAt(number);
        if (secured < at + ENTRY) {
            int to = (int) Math.min(file.length(), Math.max(at + ENTRY, (long) secured + SECURE_STEP));
            file.writeZeros(secured, to);
            secured = to;
        }
        if (number == 1) {
            buffer.putLong(0, time);
            buffer.putLong(16, position);
        }
        int slotAt = HEADER + 4 * (hash % slots);
        int older = linkOrNone(buffer.getInt(slotAt), number);
        buffer.putInt(at, hash);
        buffer.putLong(at + 4, position);
        buffer.putInt(at + 12, (int) Math.min(Integer.MAX_VALUE, Math.max(0, time - beginTime()) / 1000));
        buffer.putInt(at + 16, older);
        VarHandle.releaseFence();
        buffer.putInt(slotAt, number);
        buffer.putLong(8, time);
        buffer.putLong(24, position);
        buffer.putInt(32, buffer.getInt(32) + (older == 0 ? 1 : 0));
        buffer.putInt(36, number + 1);
    }

    /** Takes positions of entries with a hash, newest first; a stop of the taker ends it. */
    boolean find(int hash, long beginMillis, PositionTaker taker) {
        int number = buffer.getInt(HEADER + 4 * (hash % slots));
        VarHandle.acquireFence();
        int above = maxEntries;
        while (number > 0 && number < above) {
            int at = entryAt(number);
            if (Math.floorMod(buffer.getInt(at), slots) != hash % slots) {
                reportDamage(number);
                return true;
            }
            long seconds = beginTime() / 1000 + buffer.getInt(at + 12) + 1;
            if (seconds < beginMillis / 1000) {
                return true;
            }
            if (buffer.getInt(at) == hash && !taker.take(buffer.getLong(at + 4))) {
                return false;
            }
            above = number;
            number = buffer.getInt(at + 16);
        }
        return true;
    }

    /** Takes a log position; returns whether to go on. */
    @FunctionalInterface
    interface PositionTaker {
        boolean take(long position);
    }

    /**
     * Forgets entries from a number on and links the others anew: of what was written since the last force, any part may be
     * missing.
     */
    void keepEntries(int end) throws IOException {
        file.writeZeros(HEADER, entryAt(1));
        buffer.putInt(32, 0);
        int used = 0;
        for (int number = 1; number < end; number++) {
            int at = entryAt(number);
            int slotAt = HEADER + 4 * Math.floorMod(buffer.getInt(at), slots);
            int older = buffer.getInt(slotAt);
            used += older == 0 ? 1 : 0;
            buffer.putInt(at + 16, older);
            buffer.putInt(slotAt, number);
        }
        buffer.putInt(32, used);
        buffer.putInt(36, end);
        int from = entryAt(end);
        file.clear(from);
        secured = from;
        if (end > 1) {
            int last = entryAt(end - 1);
            buffer.putLong(24, buffer.getLong(last + 4));
            buffer.putLong(8, beginTime() + (buffer.getInt(last + 12) + 1) * 1000L);
        }
        file.force(0, file.length());
    }

    /** Makes everything durable; after a failure all of it is written anew before it is forced again. */
    void force() throws IOException {
        int end = entryAt(next());
        if (suspect) {
            file.redirty(0, end);
        }
        suspect = true;
        file.force(0, end);
        suspect = false;
    }

    void close() {
        file.close();
    }

    private int entryAt(int number) {
        return HEADER + 4 * slots + ENTRY * number;
    }

    /** Nothing in the format says what stood there; the records themselves are not touched by it. */
    private void reportDamage(int number) {
        LOG.warn(
                "Entry {} of {} is damaged: some keys are not found by it. To have the index made anew, remove the"
                        + " directory '{}' while the broker is stopped",
                number,
                file.path(),
                KeyIndex.DIRECTORY);
    }

    /** A slot whose link is damaged begins anew. */
    private static int linkOrNone(int link, int below) {
        return link > 0 && link < below ? link : 0;
    }
}
