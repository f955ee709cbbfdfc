package io.mqspring.broker;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskEntry;
import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files in a map, without directories or crashes, for tests on one thread; it can be full. */
public final class MemoryDisk implements Disk {

    private final Map<String, byte[]> files = new TreeMap<>();
    private boolean full;
    private int replaced;

    /** Refuses to write from now on, or no longer. */
    public void full(boolean isFull) {
        full = isFull;
    }

    /** The files, which tests may change. */
    public Map<String, byte[]> files() {
        return files;
    }

    /** How many files were written whole. */
    public int replaced() {
        return replaced;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void acquire() {}

    @Override
    public List<DiskEntry> list(String directory) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().startsWith(directory + "/"))
                .map(file ->
                        new DiskEntry(file.getKey().substring(directory.length() + 1), false, file.getValue().length))
                .toList();
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(path)).map(byte[]::clone);
    }

    @Override
    public void replace(String path, byte[] content, boolean backup) throws IOException {
        refuseIfFull();
        replaced++;
        files.put(path, content.clone());
    }

    @Override
    public DiskFile open(String path, int length) {
        return new MemoryFile(path, files.computeIfAbsent(path, p -> new byte[length]));
    }

    @Override
    public boolean delete(String path) {
        return files.remove(path) != null;
    }

    @Override
    public void deleteTree(String directory) {
        files.keySet().removeIf(path -> path.startsWith(directory + "/"));
    }

    @Override
    public void sync(String directory) {}

    @Override
    public long usableBytes() {
        return full ? 0 : Long.MAX_VALUE;
    }

    @Override
    public void mark(String path) {
        files.put(path, new byte[0]);
    }

    @Override
    public void syncOnly(String directory) {}

    @Override
    public long totalBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {}

    private void refuseIfFull() throws IOException {
        if (full) {
            throw new IOException("no space left");
        }
    }

    private final class MemoryFile implements DiskFile {

        private final String path;
        private final byte[] content;

        private MemoryFile(String path, byte[] content) {
            this.path = path;
            this.content = content;
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
            refuseIfFull();
        }

        @Override
        public int nextNonZero(int from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force(int from, int to) {}

        @Override
        public void redirty(int from, int to) {}

        @Override
        public void rewrite(int from, int to) {}

        @Override
        public void releaseHandle() {}

        @Override
        public void close() {}

        @Override
        public void discard() {}

        @Override
        public int clear(int from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int endOfData() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void read(int from, byte[] into) {
            System.arraycopy(content, from, into, 0, into.length);
        }
    }
}
