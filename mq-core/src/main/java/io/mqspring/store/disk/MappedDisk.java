package io.mqspring.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine's file system, with mapped files. Thread safe. */
public final class MappedDisk implements Disk {

    private final Path root;
    private final String application;
    private volatile @Nullable FileStore store;
    private @Nullable DirectoryLock lock;

    private MappedDisk(Path root, String application) {
        this.root = root;
        this.application = application;
    }

    /**
     * @param root the data directory; made and locked by {@link #acquire}
     * @param application told to who wants the directory too
     */
    public static MappedDisk at(Path root, String application) {
        return new MappedDisk(root, application);
    }

    @Override
    public String describe() {
        return root.toString();
    }

    @Override
    public void acquire() throws IOException {
        try {
            makeDirectories(root);
        } catch (IOException | UnsupportedOperationException e) {
            throw new IOException("The data directory '" + root + "' cannot be made: " + reason(e), e);
        }
        if (!Files.isWritable(root)) {
            throw new IOException("The data directory '" + root
                    + "' is not writable for this user. Give it to this user, or" + " name another directory.");
        }
        lock = DirectoryLock.acquire(root, root.toString(), application);
    }

    @Override
    public List<DiskEntry> list(String directory) throws IOException {
        List<DiskEntry> entries = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(root.resolve(directory))) {
            for (Path name : names) {
                BasicFileAttributes attributes = Files.readAttributes(name, BasicFileAttributes.class);
                entries.add(
                        new DiskEntry(String.valueOf(name.getFileName()), attributes.isDirectory(), attributes.size()));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        entries.sort(Comparator.comparing(DiskEntry::name));
        return entries;
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(root.resolve(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void replace(String path, byte[] content, boolean backup) throws IOException {
        Path target = root.resolve(path);
        Path directory = directoryOf(target);
        makeDirectories(directory);
        Path fresh = sibling(target, ".tmp");
        try {
            writeForced(fresh, content);
        } catch (IOException e) {
            // Half a file would take the space that the next try needs.
            Files.deleteIfExists(fresh);
            throw e;
        }
        if (backup && Files.exists(target)) {
            keepAsBackup(target);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncOne(directory);
    }

    @Override
    public void mark(String path) throws IOException {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        syncOne(directoryOf(file));
    }

    @Override
    public DiskFile open(String path, int length) throws IOException {
        Path file = root.resolve(path);
        try {
            return MappedFile.open(file.toFile(), path, length);
        } catch (java.io.FileNotFoundException e) {
            makeDirectories(directoryOf(file));
            return MappedFile.open(file.toFile(), path, length);
        }
    }

    @Override
    public boolean delete(String path) throws IOException {
        return Files.deleteIfExists(root.resolve(path));
    }

    @Override
    public void deleteTree(String directory) throws IOException {
        for (DiskEntry entry : list(directory)) {
            String path = directory + "/" + entry.name();
            if (entry.directory()) {
                deleteTree(path);
            } else {
                MappedFile.truncate(root.resolve(path).toFile());
                delete(path);
            }
        }
        Files.deleteIfExists(root.resolve(directory));
    }

    @Override
    public void syncOnly(String directory) throws IOException {
        Path at = root.resolve(directory);
        if (Files.exists(at)) {
            syncOne(at);
        }
    }

    @Override
    public long usableBytes() {
        try {
            return fileStore().getUsableSpace();
        } catch (IOException e) {
            return root.toFile().getUsableSpace();
        }
    }

    @Override
    public long totalBytes() {
        try {
            return fileStore().getTotalSpace();
        } catch (IOException e) {
            return root.toFile().getTotalSpace();
        }
    }

    @Override
    public void close() {
        DirectoryLock held = lock;
        lock = null;
        if (held != null) {
            held.release();
        }
    }

    /** Looked up once: finding it reads the system's table of mounts. */
    private FileStore fileStore() throws IOException {
        FileStore known = store;
        if (known == null) {
            known = Files.getFileStore(root);
            store = known;
        }
        return known;
    }

    private static void writeForced(Path file, byte[] content) throws IOException {
        Uninterrupted.call(() -> {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            return content.length;
        });
    }

    /** The old content as {@code .bak}, without a moment in which neither name exists. */
    private static void keepAsBackup(Path target) throws IOException {
        Path backup = sibling(target, ".bak");
        Files.deleteIfExists(backup);
        try {
            Files.createLink(backup, target);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(target, backup, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void makeDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static void syncOne(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Uninterrupted.call(() -> {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                }
                return directory;
            });
        }
    }

    private static Path directoryOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + " on " + e.getMessage();
    }
}
