package io.mqspring.test.simulation;

import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A file of a {@link SimulatedDisk}: what the system shows, what is on the platter, and which pages have space there. Every
 * sector that differs between the first two is at the mercy of a crash. Files are long and mostly empty: the platter keeps
 * only pages that were written, and nobody looks at bytes where there is no space, but to find that somebody wrote there.
 */
final class SimulatedFile implements DiskFile {

    static final int SECTOR = 512;
    static final int PAGE = 4096;
    private static final byte[] ZEROS = new byte[PAGE];

    private final SimulatedDisk disk;
    private final String path;
    private final BitSet allocated = new BitSet();
    /** Sectors that a failed force left for clean, as they were then. */
    private final Map<Integer, byte[]> lost = new HashMap<>();

    private byte[] content;
    /** By page; null is a page of zeros. */
    private byte[] @Nullable [] platter;
    /** The length that a crash may fall back to: the last one that a force made durable. */
    private int durableLength;

    SimulatedFile(SimulatedDisk disk, String path, byte[] content) {
        this.disk = disk;
        this.path = path;
        this.content = content;
        this.platter = pages(content.length);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public int length() {
        return content.length;
    }

    @Override
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(content);
    }

    @Override
    public void writeZeros(int from, int to) throws IOException {
        disk.operation();
        for (int at = from; at < to; at = (at / PAGE + 1) * PAGE) {
            if (!allocated.get(at / PAGE)) {
                disk.takePage();
                allocated.set(at / PAGE);
            }
            Arrays.fill(content, at, Math.min(to, (at / PAGE + 1) * PAGE), (byte) 0);
        }
    }

    @Override
    public int nextNonZero(int from) {
        int at = from;
        while (at < content.length) {
            int end = endOfPage(at);
            int different = Arrays.mismatch(content, at, end, ZEROS, 0, end - at);
            if (different >= 0) {
                return at + different;
            }
            at = end;
        }
        return at;
    }

    @Override
    public int endOfData() {
        int end = content.length;
        while (end > 0) {
            int begin = (end - 1) / PAGE * PAGE;
            if (!Arrays.equals(content, begin, end, ZEROS, 0, end - begin)) {
                while (content[end - 1] == 0) {
                    end--;
                }
                return end;
            }
            end = begin;
        }
        return end;
    }

    @Override
    public void read(int from, byte[] into) {
        System.arraycopy(content, from, into, 0, into.length);
    }

    @Override
    public int clear(int from) {
        disk.operation();
        int end = endOfData();
        if (end <= from) {
            return 0;
        }
        int first = nextNonZero(from);
        Arrays.fill(content, first, end, (byte) 0);
        return end - first;
    }

    @Override
    public void force(int from, int to) throws IOException {
        disk.operation();
        checkSecured(from, to);
        int first = from / SECTOR;
        int last = (to + SECTOR - 1) / SECTOR;
        if (disk.forceFails()) {
            for (int sector = first; sector < last; sector++) {
                if (isDirty(sector)) {
                    lost.put(sector, copyOf(content, sector));
                }
            }
            throw new IOException("simulated: input/output error while forcing " + path);
        }
        if (!disk.ignoresForce()) {
            durableLength = content.length;
            for (int sector = first; sector < last; sector++) {
                byte[] left = lost.get(sector);
                if (left == null || !Arrays.equals(left, copyOf(content, sector))) {
                    lost.remove(sector);
                    toPlatter(sector);
                }
            }
        }
    }

    @Override
    public void redirty(int from, int to) {
        for (int sector = from / SECTOR; sector * SECTOR < to; sector++) {
            lost.remove(sector);
        }
    }

    @Override
    public void rewrite(int from, int to) throws IOException {
        disk.operation();
        for (int page = from / PAGE; page * PAGE < to; page++) {
            if (!allocated.get(page)) {
                disk.takePage();
                allocated.set(page);
            }
        }
        redirty(from, to);
    }

    @Override
    public void releaseHandle() {
        // Handles are not simulated.
    }

    @Override
    public void close() {
        // The bytes stay with whoever holds the buffer.
    }

    /** Whoever still looks at it finds that out. A crash may leave the name, and nothing in it. */
    @Override
    public void discard() {
        Arrays.fill(content, (byte) 0x5A);
        content = new byte[0];
        platter = pages(0);
        lost.clear();
        disk.givePages(allocated.cardinality());
        allocated.clear();
    }

    /** A longer file with the same beginning. */
    SimulatedFile extended(int length) {
        SimulatedFile longer = new SimulatedFile(disk, path, Arrays.copyOf(content, length));
        for (int page = 0; page < Math.min(platter.length, longer.platter.length); page++) {
            byte[] written = platter[page];
            longer.platter[page] = written == null ? null : written.clone();
        }
        longer.durableLength = durableLength;
        longer.allocated.or(allocated);
        longer.lost.putAll(lost);
        return longer;
    }

    /** Makes everything durable, as a file that was written and forced whole. */
    void settle() {
        for (int page = 0; page < platter.length; page++) {
            int begin = page * PAGE;
            int end = endOfPage(begin);
            boolean empty = Arrays.equals(content, begin, end, ZEROS, 0, end - begin);
            platter[page] = empty ? null : Arrays.copyOf(Arrays.copyOfRange(content, begin, end), PAGE);
        }
        durableLength = content.length;
        allocate();
    }

    /** Gives all of it space. */
    void allocate() {
        allocated.set(0, (content.length + PAGE - 1) / PAGE);
    }

    /**
     * Bytes on the platter, and of what was not forced, some sectors and not others, one of them perhaps in part; and perhaps
     * not even the length.
     */
    void crash(RandomGenerator random) {
        checkSecured(0, content.length);
        int survival = random.nextInt(5);
        int torn = random.nextInt(4) == 0 ? random.nextInt(content.length / SECTOR + 1) : -1;
        for (int page = allocated.nextSetBit(0); page >= 0; page = allocated.nextSetBit(page + 1)) {
            int end = Math.min(content.length, (page + 1) * PAGE);
            for (int sector = page * (PAGE / SECTOR); sector * SECTOR < end; sector++) {
                if (isDirty(sector)) {
                    crash(sector, sector == torn, survival, random);
                }
            }
        }
        if (durableLength < content.length && random.nextInt(4) == 0) {
            cutTo(durableLength);
        }
        durableLength = content.length;
        lost.clear();
    }

    private void crash(int sector, boolean torn, int survival, RandomGenerator random) {
        int begin = sector * SECTOR;
        int end = endOfSector(sector);
        if (lost.containsKey(sector)) {
            fromPlatter(sector, begin);
        } else if (torn) {
            fromPlatter(sector, begin + random.nextInt(end - begin));
        } else if (random.nextInt(4) >= survival) {
            fromPlatter(sector, begin);
        }
        toPlatter(sector);
    }

    void flip(int at, int bit) {
        content[at] ^= (byte) (1 << bit);
        written(at / PAGE)[at % PAGE] ^= (byte) (1 << bit);
    }

    void cut(int length) {
        cutTo(length);
        durableLength = length;
    }

    void overwrite(int at, byte[] bytes) {
        System.arraycopy(bytes, 0, content, at, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            written((at + i) / PAGE)[(at + i) % PAGE] = bytes[i];
        }
        allocated.set(at / PAGE, (at + bytes.length - 1) / PAGE + 1);
    }

    byte[] copy() {
        return content.clone();
    }

    int pages() {
        return allocated.cardinality();
    }

    /** A mapped write to a page without space would end a real process on a full disk. */
    private void checkSecured(int from, int to) {
        for (int page = allocated.nextClearBit(from / PAGE);
                page * PAGE < to;
                page = allocated.nextClearBit(page + 1)) {
            int begin = page * PAGE;
            int end = endOfPage(begin);
            int different = Arrays.mismatch(content, begin, end, ZEROS, 0, end - begin);
            if (different >= 0) {
                throw new AssertionError("mapped write to byte " + (begin + different) + " of " + path
                        + ", where no space was secured: a full disk would have killed the process");
            }
        }
    }

    private boolean isDirty(int sector) {
        int begin = sector * SECTOR;
        int end = endOfSector(sector);
        byte[] written = platter[begin / PAGE];
        int at = begin % PAGE;
        return !Arrays.equals(content, begin, end, written == null ? ZEROS : written, at, at + end - begin);
    }

    /** Makes a sector as it is shown durable. */
    private void toPlatter(int sector) {
        int begin = sector * SECTOR;
        System.arraycopy(content, begin, written(begin / PAGE), begin % PAGE, endOfSector(sector) - begin);
    }

    /** Shows the end of a sector, from a byte on, as it is on the platter. */
    private void fromPlatter(int sector, int from) {
        byte[] written = platter[from / PAGE];
        System.arraycopy(written == null ? ZEROS : written, from % PAGE, content, from, endOfSector(sector) - from);
    }

    private byte[] written(int page) {
        byte[] present = platter[page];
        if (present == null) {
            present = new byte[PAGE];
            platter[page] = present;
        }
        return present;
    }

    private void cutTo(int length) {
        content = Arrays.copyOf(content, length);
        platter = Arrays.copyOf(platter, pages(length).length);
        byte[] last = length % PAGE == 0 ? null : platter[length / PAGE];
        if (last != null) {
            Arrays.fill(last, length % PAGE, PAGE, (byte) 0);
        }
    }

    private int endOfPage(int at) {
        return Math.min(content.length, (at / PAGE + 1) * PAGE);
    }

    private int endOfSector(int sector) {
        return Math.min(content.length, (sector + 1) * SECTOR);
    }

    private static byte[] @Nullable [] pages(int length) {
        return new byte[(length + PAGE - 1) / PAGE][];
    }

    private static byte[] copyOf(byte[] bytes, int sector) {
        return Arrays.copyOfRange(bytes, sector * SECTOR, Math.min(bytes.length, (sector + 1) * SECTOR));
    }
}
