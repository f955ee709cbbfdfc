package io.mqspring.test.simulation;

import io.mqspring.store.disk.DirectoryInUseException;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskEntry;
import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A data directory in memory that keeps its promises and no more: at a {@link #crash} it forgets what was not forced, sector
 * by sector, name by name and length by length, as chance has it, in each file for itself. It can be full, fail to force, and ignore forces altogether, which must make
 * a crash test fail. It also fails a test that writes mapped memory without space behind it. After a crash it can be opened
 * again. Confined to one thread.
 */
public final class SimulatedDisk implements Disk {

    private final Map<String, SimulatedFile> names = new TreeMap<>();
    private Map<String, SimulatedFile> durableNames = new TreeMap<>();
    private long freePages = Long.MAX_VALUE / 2 / SimulatedFile.PAGE;
    private long totalPages = freePages;
    private boolean acquired;
    private boolean forcesFail;
    private boolean forcesIgnored;
    private int operationsToPowerLoss = -1;
    private long namesAdded;

    /** An empty disk of any size. */
    public SimulatedDisk() {}

    // ------------------------------------------------------------------ what tests do to it

    /** From now on forces do nothing at all, and say that they did. */
    public SimulatedDisk ignoringForce() {
        forcesIgnored = true;
        return this;
    }

    /** Whether forces fail; those that fail leave their pages for clean, as systems do. */
    public void failForces(boolean fail) {
        forcesFail = fail;
    }

    /** How many more bytes can be written before it is full, in pages of 4 KiB. */
    public void setFreeBytes(long bytes) {
        freePages = bytes / SimulatedFile.PAGE;
        totalPages = freePages
                + names.values().stream().mapToLong(SimulatedFile::pages).sum();
    }

    /** The power goes at one of the next operations that change or force something: it throws {@link PowerLoss}. */
    public void losePowerAfter(int operations) {
        operationsToPowerLoss = operations;
    }

    /** Ends the process that uses it, and the power: what was not forced may be gone, whole or in parts. */
    public void crash(RandomGenerator random) {
        operationsToPowerLoss = -1;
        TreeSet<String> all = new TreeSet<>(names.keySet());
        all.addAll(durableNames.keySet());
        for (String path : all) {
            SimulatedFile shown = names.get(path);
            SimulatedFile kept = durableNames.get(path);
            SimulatedFile after = shown == kept || random.nextBoolean() ? shown : kept;
            if (after == null) {
                names.remove(path);
            } else {
                names.put(path, after);
            }
        }
        names.values().forEach(file -> file.crash(random));
        durableNames = new TreeMap<>(names);
        acquired = false;
    }

    /** Ends the process that uses it, as {@code kill -9} does: the system keeps everything. */
    public void kill() {
        operationsToPowerLoss = -1;
        acquired = false;
    }

    /** All files, by path. */
    public List<String> paths() {
        return List.copyOf(names.keySet());
    }

    /** A copy of what a file holds. */
    public byte[] content(String path) {
        return file(path).copy();
    }

    /** What a file holds, to be read; it shows what is written later, until a crash. Empty if there is no such file. */
    public Optional<ByteBuffer> view(String path) {
        return Optional.ofNullable(names.get(path)).map(file -> file.buffer().asReadOnlyBuffer());
    }

    /** How often a name was added: tells cheaply whether to look for new files. */
    public long namesAdded() {
        return namesAdded;
    }

    /** Flips one bit, on the platter too. */
    public void flipBit(String path, int at, int bit) {
        file(path).flip(at, bit);
    }

    /** Cuts a file, on the platter too. */
    public void truncate(String path, int length) {
        file(path).cut(length);
    }

    /** Writes into a file, on the platter too. */
    public void overwrite(String path, int at, byte[] bytes) {
        file(path).overwrite(at, bytes);
    }

    /** Removes a file, on the platter too. */
    public void remove(String path) {
        names.remove(path);
        durableNames.remove(path);
    }

    /** An independent disk with the same files, all of them durable. */
    public SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk();
        names.forEach((path, file) -> {
            SimulatedFile same = new SimulatedFile(copy, path, file.copy());
            same.settle();
            copy.names.put(path, same);
            copy.durableNames.put(path, same);
        });
        return copy;
    }

    // ------------------------------------------------------------------ the seam

    @Override
    public String describe() {
        return "simulated";
    }

    @Override
    public void acquire() {
        if (acquired) {
            throw new DirectoryInUseException(describe(), "another store of this simulation");
        }
        acquired = true;
    }

    @Override
    public List<DiskEntry> list(String directory) {
        Map<String, DiskEntry> found = new TreeMap<>();
        String prefix = directory.isEmpty() ? "" : directory + "/";
        names.forEach((path, file) -> {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                String name = slash < 0 ? rest : rest.substring(0, slash);
                found.put(name, new DiskEntry(name, slash >= 0, slash < 0 ? file.length() : 0));
            }
        });
        return new ArrayList<>(found.values());
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(names.get(path)).map(SimulatedFile::copy);
    }

    @Override
    public void replace(String path, byte[] content, boolean backup) throws IOException {
        SimulatedFile present = names.get(path);
        int pages = (content.length + SimulatedFile.PAGE - 1) / SimulatedFile.PAGE;
        if (pages > freePages) {
            throw full();
        }
        freePages -= pages;
        SimulatedFile fresh = new SimulatedFile(this, path, content.clone());
        operation();
        if (forcesFail) {
            throw new IOException("simulated: input/output error while forcing " + path);
        }
        if (!forcesIgnored) {
            fresh.settle();
        } else {
            fresh.allocate();
        }
        SimulatedFile gone = present;
        if (backup && present != null) {
            gone = names.put(path + ".bak", present);
        }
        names.put(path, fresh);
        operation();
        if (gone != null) {
            freePages += gone.pages();
        }
        sync(Disk.above(path));
    }

    @Override
    public void mark(String path) throws IOException {
        if (!names.containsKey(path)) {
            operation();
            add(path, new SimulatedFile(this, path, new byte[0]));
        }
        sync(Disk.above(path));
    }

    @Override
    public DiskFile open(String path, int length) throws IOException {
        SimulatedFile file = names.get(path);
        if (file == null) {
            operation();
            file = new SimulatedFile(this, path, new byte[length]);
            add(path, file);
        } else if (file.length() < length) {
            file = file.extended(length);
            if (durableNames.containsKey(path)) {
                durableNames.put(path, file);
            }
            names.put(path, file);
        }
        return file;
    }

    @Override
    public boolean delete(String path) {
        operation();
        SimulatedFile gone = names.remove(path);
        if (gone != null) {
            freePages += gone.pages();
        }
        return gone != null;
    }

    @Override
    public void deleteTree(String directory) {
        for (String path : paths()) {
            if (path.startsWith(directory + "/")) {
                delete(path);
            }
        }
    }

    @Override
    public void syncOnly(String directory) throws IOException {
        operation();
        if (forcesFail) {
            throw new IOException("simulated: input/output error while forcing directory " + directory);
        }
        if (!forcesIgnored) {
            syncOne(directory);
        }
    }

    @Override
    public long usableBytes() {
        return freePages * SimulatedFile.PAGE;
    }

    @Override
    public long totalBytes() {
        return totalPages * SimulatedFile.PAGE;
    }

    @Override
    public void close() {
        acquired = false;
    }

    // ------------------------------------------------------------------ for files

    boolean forceFails() {
        return forcesFail;
    }

    boolean ignoresForce() {
        return forcesIgnored;
    }

    void takePage() throws IOException {
        if (freePages <= 0) {
            throw full();
        }
        freePages--;
    }

    void givePages(int count) {
        freePages += count;
    }

    private static IOException full() {
        return new IOException("simulated: no space left on device");
    }

    void operation() {
        if (operationsToPowerLoss >= 0 && operationsToPowerLoss-- == 0) {
            throw new PowerLoss();
        }
    }

    private void add(String path, SimulatedFile file) {
        namesAdded++;
        names.put(path, file);
    }

    private SimulatedFile file(String path) {
        SimulatedFile file = names.get(path);
        if (file == null) {
            throw new IllegalArgumentException("no file " + path + " among " + names.keySet());
        }
        return file;
    }

    private void syncOne(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        durableNames.keySet().removeIf(path -> isIn(path, prefix) && !names.containsKey(path));
        names.forEach((path, file) -> {
            if (isIn(path, prefix)) {
                durableNames.put(path, file);
            }
        });
    }

    private static boolean isIn(String path, String prefix) {
        return path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0;
    }
}
