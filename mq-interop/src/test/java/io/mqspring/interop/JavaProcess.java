package io.mqspring.interop;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A Java process whose output goes to a file. Thread safe. */
final class JavaProcess {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final String name;
    private final Process process;
    private final Path output;

    private JavaProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** How to start one: heap options, class path, main class and arguments. */
    static List<String> command(List<String> options, String classPath, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        return command;
    }

    static JavaProcess start(String name, List<String> command, Map<String, String> environment, String output) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(new File(output))
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            return new JavaProcess(name, builder.start(), Path.of(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the output has a text; fails if the process ends before. */
    void awaitOutput(String text) {
        awaitOutput(text, Duration.ofMillis(50));
    }

    /** The same, looking more or less often. */
    void awaitOutput(String text, Duration poll) {
        Awaitility.await(name + " says '" + text + "'")
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(poll)
                .until(() -> {
                    if (output().contains(text)) {
                        return true;
                    }
                    if (!process.isAlive()) {
                        throw new AssertionError(
                                name + " ended with status " + process.exitValue() + " instead:\n" + output());
                    }
                    return false;
                });
    }

    String output() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Time of the processors it has used so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Memory that it has for itself, without mapped files, in bytes; 0 where the system does not say (only Linux does). */
    long ownMemory() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            // Justification: no such file system; the caller reports it as not known.
            return 0;
        }
    }

    /** {@link #ownMemory} when the heap was collected and given back: what is left is in use, and not room that was handy. */
    long ownMemoryCollected() {
        try {
            Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            new ProcessBuilder(tool.toString(), Long.toString(process.pid()), "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return ownMemory();
    }

    /** SIGTERM, and waits for the end. */
    void stop() {
        process.destroy();
        await();
    }

    /** SIGKILL, and waits for the end. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGSTOP: it is there, and does nothing. */
    void pause() {
        signal("-STOP");
    }

    /** SIGCONT. */
    void resume() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill " + name + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void await() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " did not end in " + LIMIT + ":\n" + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
