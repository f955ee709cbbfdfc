package io.mqspring.store.log;

import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One file of the log. Whoever hands its memory out takes a lease first; a retired segment is unlinked and let go when the
 * last lease comes back, and only here. Thread safe.
 */
public final class Segment {

    private static final int STEP_OF_APPENDER = 256 * 1024;
    private static final int PAGE = 4096;

    private final long base;
    private final DiskFile file;
    private final ByteBuffer buffer;
    /** One for the log itself, one per lease. */
    private final AtomicInteger leases = new AtomicInteger(1);

    private final ReentrantLock securing = new ReentrantLock();
    private final Room room;
    private volatile int secured;
    private volatile boolean nameDurable;
    private volatile Runnable unlink = () -> {};

    Segment(long base, DiskFile file, Room room, int secured, boolean nameDurable) {
        this.base = base;
        this.file = file;
        this.room = room;
        this.buffer = file.buffer();
        this.secured = secured;
        this.nameDurable = nameDurable;
    }

    /** Log position of its first byte. */
    public long base() {
        return base;
    }

    /** Its bytes; absolute access only, under a lease or below the log's lock. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /**
     * End of the bytes that may be looked at when nobody knows where its records end: behind it there may be no space on the
     * disk. The last record's own last bytes may be zeros, but then they have their space.
     */
    public int endOfData() throws IOException {
        int data = file.endOfData();
        return data == 0 ? 0 : (int) Math.min(length(), ((data + CommitLog.FILLER - 1L) / PAGE + 1) * PAGE);
    }

    /** Takes a lease; false if the segment is retired and must not be touched. */
    public boolean lease() {
        int count = leases.get();
        while (count > 0) {
            if (leases.compareAndSet(count, count + 1)) {
                return true;
            }
            count = leases.get();
        }
        return false;
    }

    /** Gives a lease back. */
    public void release() {
        if (leases.decrementAndGet() == 0) {
            file.discard();
            unlink.run();
        }
    }

    /** Ends its life: unlinked when nobody leases it any more. The log must no longer list it. */
    void retire(Runnable unlinking) {
        unlink = unlinking;
        release();
    }

    DiskFile file() {
        return file;
    }

    int length() {
        return file.length();
    }

    int secured() {
        return secured;
    }

    /** Makes sure that bytes up to a position have space on the disk; called by appenders, so in small steps. */
    void ensure(int upTo) throws IOException {
        if (secured < upTo) {
            secure(upTo, STEP_OF_APPENDER);
        }
    }

    /** Secures a step ahead if less than half of it is left behind a position. */
    void secureAhead(int position, int step) throws IOException {
        if (secured < length() && secured - position < step / 2) {
            secure(position, step);
        }
    }

    private void secure(int upTo, int step) throws IOException {
        securing.lock();
        try {
            int from = secured;
            int to = (int) Math.min(length(), Math.max(upTo, (long) from + step));
            if (from < upTo || to > from) {
                room.check(to - from);
                file.writeZeros(from, to);
                secured = to;
            }
        } finally {
            securing.unlock();
        }
    }

    /** Forgets what space is secured behind a position: nobody knows after a restart. */
    void resecureFrom(int position) {
        secured = position;
    }

    boolean isNameDurable() {
        return nameDurable;
    }

    void nameIsDurable() {
        nameDurable = true;
    }
}
