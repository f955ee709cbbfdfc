package io.mqspring.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Adds to a failure what the processes of this run wrote last, brokers and clients alike: the machine on which it failed may be
 * gone when it is looked at. JUnit finds this class through {@code META-INF/services}. Stateless.
 */
public final class LastWords implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

    /** What was written before is of other rows. */
    private static final Duration RECENT = Duration.ofMinutes(2);

    private static final int LINES = 30;
    private static final int LINE = 400;
    private static final int BYTES = 64 * 1024;

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLastWords(failure, Official.workRoot());
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLastWords(failure, Official.workRoot());
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLastWords(failure, Official.workRoot());
    }

    /** The failure with the ends of the recent output and log files below a folder as suppressed ones. */
    static Throwable withLastWords(Throwable failure, Path root) {
        if (failure instanceof TestAbortedException || !Files.isDirectory(root)) {
            return failure;
        }
        Instant since = Instant.now().minus(RECENT);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(LastWords::isLog).sorted().toList()) {
                if (Files.size(file) > 0
                        && Files.getLastModifiedTime(file).toInstant().isAfter(since)) {
                    failure.addSuppressed(new Note(root.relativize(file) + " ends with:\n" + end(file)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Justification: a file that a process has just removed must not hide the failure itself.
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".log") || name.endsWith(".out") || name.endsWith(".err");
    }

    private static String end(Path file) throws IOException {
        List<String> lines;
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - BYTES));
            lines = new String(in.readNBytes(BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        return String.join(
                "\n",
                lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                        .map(line -> "    " + line.substring(0, Math.min(LINE, line.length())))
                        .toList());
    }

    /** What a file ends with; where it was thrown says nothing. */
    private static final class Note extends Exception {

        private static final long serialVersionUID = 1;

        Note(String text) {
            super(text, null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
