package io.mqspring.test.space;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file system in memory of a few megabytes, mounted for a test; to be closed, which unmounts it. */
final class SmallFileSystem implements AutoCloseable {

    private static final String RESERVE = "reserve";
    private static final int RESERVED = 2 * 1024 * 1024;

    private final Path root;

    private SmallFileSystem(Path root) {
        this.root = root;
    }

    /** Mounts one, if this user and system may. */
    static Optional<SmallFileSystem> mount(Path at, int mebibytes) throws IOException {
        Files.createDirectories(at);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", at.toString()) == 0;
        if (!mounted) {
            return Optional.empty();
        }
        Files.write(at.resolve(RESERVE), new byte[RESERVED]);
        return Optional.of(new SmallFileSystem(at));
    }

    Path root() {
        return root;
    }

    /** Takes every byte that is left. */
    void fillUp() {
        byte[] chunk = new byte[4096];
        try (OutputStream ballast =
                Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                ballast.write(chunk);
            }
        } catch (IOException full) {
            if (root.toFile().getUsableSpace() > 0) {
                throw new IllegalStateException("it is not full", full);
            }
        }
    }

    /** Gives back what {@link #fillUp} took. */
    void giveBack() throws IOException {
        Files.deleteIfExists(ballast());
    }

    /** Gives back 2 MB that were taken from the beginning. */
    void makeRoom() throws IOException {
        Files.delete(root.resolve(RESERVE));
    }

    @Override
    public void close() {
        // Mapped files keep it busy until the collector comes; it is then unmounted by itself.
        run("umount", "-l", root.toString());
    }

    private Path ballast() {
        return root.resolve("ballast");
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
