package io.mqspring.store.timer;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The timers that wait, given out in the order of their due times. New ones go to a heap in memory; {@link #spill} moves the
 * heap to a sorted file, a run, and the next timer to give out is the earliest head of all runs and of the heap. So memory and
 * the cost of a timer do not depend on how many wait or how their due times lie, and files are written and read in
 * sequence. Runs of which little is left are folded into the next one, which frees their space.
 *
 * <p>What a checkpoint says is durable: a restart continues from the last one that was {@linkplain #write written}. Nothing
 * here is the only copy of anything: a damaged index is made anew from the timer queue. Confined to its user.
 */
public final class TimerIndex {

    /** What {@link #nextDue} says when nothing waits, and {@link #pollDue} when nothing is due. */
    public static final long NONE = -1;

    static final String DIRECTORY = "timers";
    static final String CHECKPOINT = DIRECTORY + "/checkpoint";

    /** So many timers of old runs are folded into a new one at most. */
    private static final int FOLD_AT_MOST = 1 << 15;

    private final Disk disk;
    private final TimerMerge timers = new TimerMerge(new TimerHeap());
    /** Runs that have a file. */
    private final Set<Long> files = new HashSet<>();

    private long nextRun;
    /** Whether a file's name may not be durable yet. */
    private boolean unsynced;

    private @Nullable TimerCheckpoint restored;
    private @Nullable String damage;

    private TimerIndex(Disk disk) {
        this.disk = disk;
    }

    /** Opens the index of a directory; if there is none, or it is damaged, it is empty and has no {@link #restored}. */
    public static TimerIndex open(Disk disk) {
        TimerIndex index = new TimerIndex(disk);
        try {
            for (DiskEntry entry : disk.list(DIRECTORY)) {
                if (entry.name().matches("\\d{20}")) {
                    index.files.add(Long.parseLong(entry.name()));
                }
            }
            index.nextRun = index.files.stream().mapToLong(id -> id + 1).max().orElse(0);
            Optional<byte[]> written = disk.read(CHECKPOINT);
            if (written.isPresent()) {
                index.restore(TimerManifest.decode(written.get()));
            }
        } catch (IOException | UncheckedIOException e) {
            index.damage = String.valueOf(e.getMessage());
        }
        return index;
    }

    /** What the last checkpoint said; empty if there is none that can be believed. */
    public Optional<TimerCheckpoint> restored() {
        return Optional.ofNullable(restored);
    }

    /** What is wrong with the files, if something is. */
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    /**
     * @param due wall clock, milliseconds
     * @param offset offset of the timer in its queue
     */
    public void add(long due, long offset) {
        timers.add(due, offset);
    }

    /** The earliest due time, or {@link #NONE}. */
    public long nextDue() {
        return timers.nextDue();
    }

    /** Removes the earliest timer if it is due and returns its offset; {@link #NONE} if it is not. */
    public long pollDue(long now) {
        if (timers.size() == 0 || timers.nextDue() > now) {
            return NONE;
        }
        timers.pop();
        return timers.offset();
    }

    /** The due time of the timer that {@link #pollDue} gave out last. */
    public long polledDue() {
        return timers.due();
    }

    /** Forgets all timers. */
    public void clear() {
        timers.clear();
    }

    /** How many wait. */
    public long size() {
        return timers.size();
    }

    /** How many of them are in memory. */
    public int inMemory() {
        return timers.heapSize();
    }

    /**
     * No timer that waits has a lower offset; the largest number if none waits. Costs little however many wait, so it may be too low
     * until it has been asked for a few times.
     */
    public long lowestOffset() {
        return timers.lowestOffset();
    }

    /** Sees all that wait. */
    public void forEach(TimerVisitor visitor) {
        timers.forEach(visitor);
    }

    /**
     * Moves the timers in memory to a file.
     *
     * @throws IOException if there is no space or the disk fails; nothing has changed then
     */
    public void spill() throws IOException {
        if (timers.heapSize() == 0) {
            return;
        }
        List<TimerRun> folded = smallestRuns();
        long id = nextRun++;
        TimerRun run = TimerRun.write(disk, id, timers.fork(folded));
        files.add(id);
        unsynced = true;
        timers.replace(folded, run);
        folded.forEach(TimerRun::close);
    }

    /**
     * What to write down now.
     *
     * @param out pairs of due time and offset of timers that were given out and may have to be given out again
     */
    public Snapshot capture(TimerCheckpoint checkpoint, long[] out) {
        long[] others = new long[out.length + 2 * timers.heapSize()];
        System.arraycopy(out, 0, others, 0, out.length);
        int[] at = {out.length};
        timers.forEachInHeap((due, offset) -> {
            others[at[0]++] = due;
            others[at[0]++] = offset;
        });
        return new Snapshot(TimerManifest.of(checkpoint, nextRun, timers.runs(), others));
    }

    /**
     * Makes a snapshot what a restart continues from, and removes files that are needed no more.
     *
     * @throws IOException if it cannot be written; the one before stays
     */
    public void write(Snapshot snapshot) throws IOException {
        if (unsynced) {
            disk.sync(DIRECTORY);
            unsynced = false;
        }
        disk.replace(CHECKPOINT, snapshot.manifest.encode(), false);
        Set<Long> needed = snapshot.manifest.runIds();
        timers.runs().forEach(run -> needed.add(run.id()));
        for (long id : new ArrayList<>(files)) {
            if (!needed.contains(id)) {
                disk.delete(TimerRun.path(id));
                files.remove(id);
            }
        }
    }

    /** The state at one moment. */
    public static final class Snapshot {

        private final TimerManifest manifest;

        private Snapshot(TimerManifest manifest) {
            this.manifest = manifest;
        }
    }

    private void restore(TimerManifest manifest) throws IOException {
        List<TimerRun> runs = new ArrayList<>();
        for (TimerManifest.Run run : manifest.runs()) {
            if (!files.contains(run.id())) {
                throw new IOException(TimerRun.path(run.id()) + " is missing");
            }
            runs.add(TimerRun.open(disk, run.id(), run.count(), run.crc(), run.next()));
        }
        runs.forEach(timers::add);
        for (int i = 0; i < manifest.others().length; i += 2) {
            timers.add(manifest.others()[i], manifest.others()[i + 1]);
        }
        nextRun = Math.max(nextRun, manifest.nextRun());
        restored = manifest.checkpoint();
    }

    /** The runs with the least left, as far as they fit into one fold: between two spills their number hardly grows. */
    private List<TimerRun> smallestRuns() {
        List<TimerRun> runs = timers.runs();
        runs.sort(Comparator.comparingInt(TimerRun::remaining));
        int left = FOLD_AT_MOST;
        int count = 0;
        while (count < runs.size() && runs.get(count).remaining() <= left) {
            left -= runs.get(count).remaining();
            count++;
        }
        return runs.subList(0, count);
    }
}
