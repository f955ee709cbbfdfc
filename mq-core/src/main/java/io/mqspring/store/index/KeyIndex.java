package io.mqspring.store.index;

import io.mqspring.message.RecordFormat;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * The index over all records: files that fill up one after the other. Adding, forcing and trimming belong to the flusher;
 * finding is for any thread. Knows how far it has followed the log.
 */
public final class KeyIndex {

    /** Where index files lie. */
    public static final String DIRECTORY = "index";

    private final Disk disk;
    private final int slots;
    private final int maxEntries;
    private final KeyHashes hashes = new KeyHashes();
    private volatile IndexFile[] files;
    private volatile long position;
    private boolean namesDurable;

    KeyIndex(Disk disk, int slots, int maxEntries, IndexFile[] files, long position) {
        this.disk = disk;
        this.slots = slots;
        this.maxEntries = maxEntries;
        this.files = files;
        this.position = position;
    }

    /** Records below are indexed. */
    public long position() {
        return position;
    }

    /** Records below a position need no look: they are indexed or gone. On the flusher. */
    public void advanceTo(long next) {
        position = Math.max(position, next);
    }

    /**
     * Indexes a record under all its keys.
     *
     * @throws IOException if there is no space; the record may then be indexed under some of them
     */
    public void add(ByteBuffer record, int at, long recordPosition) throws IOException {
        long time = RecordFormat.storeTimestamp(record, at);
        int count = hashes.collect(record, at);
        for (int i = 0; i < count; i++) {
            current(time).put(hashes.get(i), recordPosition, time);
        }
        position = recordPosition + RecordFormat.totalSize(record, at);
    }

    /**
     * Hands out positions of records that may have a key, newest first, until the taker has enough.
     *
     * @param beginMillis older records need not be found
     * @param endMillis younger ones neither
     */
    public void find(String topic, String key, long beginMillis, long endMillis, Candidates taker) {
        int hash = RecordKeys.hash(topic, key);
        IndexFile[] all = files;
        for (int i = all.length - 1; i >= 0; i--) {
            IndexFile file = all[i];
            boolean overlaps = file.beginTime() <= endMillis && (i == all.length - 1 || file.endTime() >= beginMillis);
            if (overlaps && !file.find(hash, beginMillis, taker::take)) {
                return;
            }
        }
    }

    /** Takes positions of records that may match. */
    @FunctionalInterface
    public interface Candidates {
        /** @return whether to go on */
        boolean take(long recordPosition);
    }

    /** Makes everything so far durable. On the flusher. */
    public IndexEnd force() throws IOException {
        IndexFile[] all = files;
        if (all.length == 0) {
            return new IndexEnd(position, 0, 0);
        }
        if (!namesDurable) {
            disk.sync(DIRECTORY);
            namesDurable = true;
        }
        IndexFile last = all[all.length - 1];
        last.force();
        return new IndexEnd(position, last.name(), last.next());
    }

    /** Store time of the last entry of a full file, 0 without one: all before it was forced. */
    public long fullUntil() {
        IndexFile[] all = files;
        return all.length < 2 ? 0 : all[all.length - 2].endTime();
    }

    /** Removes files whose records the log no longer keeps; the last one stays. On the flusher. */
    public void trim(long logStart) throws IOException {
        IndexFile[] all = files;
        int gone = 0;
        while (gone < all.length - 1 && all[gone].endPosition() < logStart) {
            gone++;
        }
        files = Arrays.copyOfRange(all, gone, all.length);
        for (int i = 0; i < gone; i++) {
            all[i].close();
            disk.delete(all[i].path());
        }
    }

    /** Gives the files back. */
    public void close() {
        for (IndexFile file : files) {
            file.close();
        }
    }

    private IndexFile current(long time) throws IOException {
        IndexFile[] all = files;
        if (all.length > 0 && !all[all.length - 1].isFull()) {
            return all[all.length - 1];
        }
        if (all.length > 0) {
            all[all.length - 1].force();
        }
        long name = Math.max(nameOf(time), all.length == 0 ? 0 : all[all.length - 1].name() + 1);
        DiskFile made = disk.open(DIRECTORY + "/" + digits(name), (int) IndexFile.length(slots, maxEntries));
        IndexFile fresh = new IndexFile(made, name, slots, maxEntries, true);
        try {
            fresh.start();
        } catch (IOException e) {
            fresh.close();
            disk.delete(fresh.path());
            throw e;
        }
        IndexFile[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = fresh;
        files = more;
        namesDurable = false;
        return fresh;
    }

    private static long nameOf(long time) {
        return Long.parseLong(DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS")
                .format(Instant.ofEpochMilli(time).atZone(ZoneId.systemDefault())));
    }

    static String digits(long name) {
        String digits = Long.toString(name);
        return "0".repeat(Math.max(0, 17 - digits.length())) + digits;
    }
}
