package io.mqspring.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * The lock that Apache RocketMQ's broker takes too: an exclusive advisory lock on the first byte of the file {@code lock}.
 * Beside it, {@code lock.holder} says who has it, for the message to whoever comes second.
 */
final class DirectoryLock {

    private static final String CONTENT = "lock";

    private final FileChannel channel;
    private final FileLock lock;
    private final Path holder;

    private DirectoryLock(FileChannel channel, FileLock lock, Path holder) {
        this.channel = channel;
        this.lock = lock;
        this.holder = holder;
    }

    static DirectoryLock acquire(Path directory, String shownAs, String application) throws IOException {
        Path holder = directory.resolve("lock.holder");
        Map<String, String> claim = claim(application);
        Map<String, String> found = read(holder);
        // A lock of this very process must be seen before the file is touched: closing any handle of it would free it.
        if (isSameProcess(found, claim)) {
            throw new DirectoryInUseException(shownAs, "this process, by another store (" + name(found) + ")");
        }
        FileChannel channel = FileChannel.open(
                directory.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new DirectoryInUseException(shownAs, describe(read(holder)));
            }
            describe(channel, holder, claim);
            return new DirectoryLock(channel, lock, holder);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What is in the two files is for others to read; a full disk takes nothing from the lock. */
    private static void describe(FileChannel channel, Path holder, Map<String, String> claim) throws IOException {
        try {
            channel.write(ByteBuffer.wrap(CONTENT.getBytes(StandardCharsets.US_ASCII)), 0);
            write(holder, claim);
        } catch (IOException ignored) {
            // Justification: who comes second is told less, and half a description would tell it wrong.
            Files.deleteIfExists(holder);
        }
    }

    void release() {
        try {
            Files.deleteIfExists(holder);
            lock.release();
            channel.close();
        } catch (IOException ignored) {
            // Justification: the lock ends with the process at the latest, and a stale holder file is never believed.
            return;
        }
    }

    @SuppressWarnings("NullAway") // Justification: the JDK's tryLock is not annotated; null says that it is taken.
    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(0, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static Map<String, String> claim(String application) {
        ProcessHandle self = ProcessHandle.current();
        Map<String, String> claim = new HashMap<>();
        claim.put("pid", Long.toString(self.pid()));
        claim.put("started", self.info().startInstant().map(Instant::toString).orElse(""));
        claim.put("application", application.replace('\n', ' '));
        return claim;
    }

    private static boolean isSameProcess(Map<String, String> found, Map<String, String> claim) {
        return !found.isEmpty()
                && found.getOrDefault("pid", "").equals(claim.get("pid"))
                && found.getOrDefault("started", "").equals(claim.get("started"));
    }

    private static String describe(Map<String, String> found) {
        String pid = found.getOrDefault("pid", "");
        return pid.isEmpty() ? "another process" : "process " + pid + " (" + name(found) + ")";
    }

    private static String name(Map<String, String> found) {
        String started = found.getOrDefault("started", "");
        String application = "'" + found.getOrDefault("application", "") + "'";
        if (started.isEmpty()) {
            return application;
        }
        try {
            Instant instant = Instant.parse(started).truncatedTo(ChronoUnit.SECONDS);
            return "started " + instant.atZone(ZoneId.systemDefault()).toLocalTime() + ", " + application;
        } catch (DateTimeParseException e) {
            // Justification: the file is damaged, and only the message is poorer for it.
            return application;
        }
    }

    private static Map<String, String> read(Path holder) {
        Map<String, String> found = new HashMap<>();
        try {
            for (String line : Files.readAllLines(holder)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    found.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (IOException e) {
            found.clear();
        }
        return found;
    }

    private static void write(Path holder, Map<String, String> claim) throws IOException {
        StringBuilder text = new StringBuilder();
        claim.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        Files.writeString(holder, text);
    }
}
