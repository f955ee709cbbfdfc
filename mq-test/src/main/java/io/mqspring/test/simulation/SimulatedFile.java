package io.mqspring.test.simulation;

import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A file of a {@link SimulatedDisk}: what the system shows, what is on the platter, and which pages have space there. Every
 * sector that differs between the first two is at the mercy of a crash.
 */
final class SimulatedFile implements DiskFile {

    static final int SECTOR = 512;
    static final int PAGE = 4096;

    private final SimulatedDisk disk;
    private final String path;
    private final BitSet allocated = new BitSet();
    /** Sectors that a failed force left for clean, as they were then. */
    private final Map<Integer, byte[]> lost = new HashMap<>();

    private byte[] content;
    private byte[] durable;
    /** The length that a crash may fall back to: the last one that a force made durable. */
    private int durableLength;

    SimulatedFile(SimulatedDisk disk, String path, byte[] content) {
        this.disk = disk;
        this.path = path;
        this.content = content;
        this.durable = new byte[content.length];
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
        while (at < content.length && content[at] == 0) {
            at++;
        }
        return at;
    }

    @Override
    public int endOfData() {
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
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
                    copySector(content, durable, sector);
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
        durable = content;
        lost.clear();
        disk.givePages(allocated.cardinality());
        allocated.clear();
    }

    /** A longer file with the same beginning. */
    SimulatedFile extended(int length) {
        SimulatedFile longer = new SimulatedFile(disk, path, Arrays.copyOf(content, length));
        longer.durable = Arrays.copyOf(durable, length);
        longer.durableLength = durableLength;
        longer.allocated.or(allocated);
        longer.lost.putAll(lost);
        return longer;
    }

    /** Makes everything durable, as a file that was written and forced whole. */
    void settle() {
        durable = content.clone();
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
        byte[] after = durable.clone();
        for (int sector = 0; sector * SECTOR < content.length; sector++) {
            if (isDirty(sector) && !lost.containsKey(sector)) {
                if (sector == torn) {
                    int begin = sector * SECTOR;
                    int length = random.nextInt(Math.min(SECTOR, content.length - begin));
                    System.arraycopy(content, begin, after, begin, length);
                } else if (random.nextInt(4) < survival) {
                    copySector(content, after, sector);
                }
            }
        }
        if (durableLength < content.length && random.nextInt(4) == 0) {
            after = Arrays.copyOf(after, durableLength);
        }
        content = after;
        durable = after.clone();
        durableLength = after.length;
        lost.clear();
    }

    void flip(int at, int bit) {
        content[at] ^= (byte) (1 << bit);
        durable[at] ^= (byte) (1 << bit);
    }

    void cut(int length) {
        content = Arrays.copyOf(content, length);
        durable = Arrays.copyOf(durable, length);
        durableLength = length;
    }

    void overwrite(int at, byte[] bytes) {
        System.arraycopy(bytes, 0, content, at, bytes.length);
        System.arraycopy(bytes, 0, durable, at, bytes.length);
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
        for (int page = from / PAGE; page * PAGE < to; page++) {
            if (!allocated.get(page)) {
                int end = Math.min(content.length, (page + 1) * PAGE);
                for (int at = page * PAGE; at < end; at++) {
                    if (content[at] != 0) {
                        throw new AssertionError("mapped write to byte " + at + " of " + path
                                + ", where no space was secured: a full disk would have killed the process");
                    }
                }
            }
        }
    }

    private boolean isDirty(int sector) {
        int end = Math.min(content.length, (sector + 1) * SECTOR);
        return !Arrays.equals(content, sector * SECTOR, end, durable, sector * SECTOR, end);
    }

    private static byte[] copyOf(byte[] bytes, int sector) {
        return Arrays.copyOfRange(bytes, sector * SECTOR, Math.min(bytes.length, (sector + 1) * SECTOR));
    }

    private static void copySector(byte[] from, byte[] to, int sector) {
        int begin = sector * SECTOR;
        System.arraycopy(from, begin, to, begin, Math.min(from.length, begin + SECTOR) - begin);
    }
}
