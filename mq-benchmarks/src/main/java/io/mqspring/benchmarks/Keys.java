package io.mqspring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part {@code keys}: a million messages of 10,000 keys in four queues, by a listener that takes 20 ms for each; blocking,
 * on virtual threads, and asynchronous. In the middle its process, which holds the broker too, is killed, and another one
 * goes on. Queues alone would allow 200 messages/s.
 */
final class Keys {

    private static final int HEAP = 1024;
    private static final int VIRTUAL_THREADS_SINCE = 21;

    private Keys() {}

    /** What came of one run. */
    record Outcome(double perSecondBefore, double perSecondAfter, long done, long violations, long duplicates) {

        long lost(KeyOptions options) {
            return options.messages() - done;
        }
    }

    static void print(Path root) throws Exception {
        KeyOptions options = KeyOptions.fromProperties();
        Optional<String> modern = modernJava();
        if (modern.isEmpty()) {
            System.out.println("keys: no JDK 21 or newer for virtual threads was found (-Dkeys.java=.../bin/java)");
        } else {
            print("blocking on virtual threads", options, run(root, options, modern.get(), "blocking"));
        }
        print("asynchronous", options, run(root, options, ChildJvm.java(), "async"));
    }

    private static void print(String what, KeyOptions options, Outcome outcome) {
        System.out.printf(
                "keys: %s, %d ms a message, 4 queues, %,d keys, %,d at once: %,.0f messages/s until kill -9, %,.0f after it%n",
                what,
                options.handlerMillis(),
                options.keys(),
                options.concurrency(),
                outcome.perSecondBefore(),
                outcome.perSecondAfter());
        System.out.printf(
                "keys: %,d messages, %d out of order, %d lost, %,d repeated after kill -9%n",
                outcome.done(), outcome.violations(), outcome.lost(options), outcome.duplicates());
    }

    static Outcome run(Path root, KeyOptions options, String java, String how) throws Exception {
        Path directory = Files.createTempDirectory(root, "keys");
        try {
            try (ChildJvm fill = child(java, directory, "fill", options)) {
                fill.await("filled");
                fill.awaitEnd();
            }
            Progress first;
            try (ChildJvm killed = child(java, directory, how, options)) {
                first = until(killed, options.messages() / 2);
                killed.kill();
            }
            Progress second;
            try (ChildJvm restarted = child(java, directory, how, options)) {
                second = until(restarted, options.messages());
                restarted.awaitEnd();
            }
            return new Outcome(
                    first.perSecond(),
                    second.perSecond(),
                    second.done(),
                    first.violations() + second.violations(),
                    second.duplicates());
        } finally {
            Benchmarks.deleteTree(directory);
        }
    }

    private static ChildJvm child(String java, Path directory, String how, KeyOptions options) throws IOException {
        return ChildJvm.start(java, HEAP, KeysProcess.class, directory.toString(), how, options.text());
    }

    private static Progress until(ChildJvm child, long messages) throws IOException {
        Progress progress = Progress.parse(child.await("done"));
        while (progress.done() < messages) {
            progress = Progress.parse(child.await("done"));
        }
        return progress;
    }

    /** One line of a child. */
    private record Progress(long done, long here, long nanos, long violations, long duplicates) {

        static Progress parse(String line) {
            String[] parts = line.split(" ");
            return new Progress(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]));
        }

        double perSecond() {
            return here * 1e9 / nanos;
        }
    }

    /** A JDK with virtual threads: the one named, this one, or one where Linux keeps them. */
    static Optional<String> modernJava() throws IOException {
        String named = System.getProperty("keys.java");
        if (named != null) {
            return Optional.of(named);
        }
        if (Runtime.version().feature() >= VIRTUAL_THREADS_SINCE) {
            return Optional.of(ChildJvm.java());
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(installed)) {
            List<Path> modern = homes.filter(home -> feature(home) >= VIRTUAL_THREADS_SINCE)
                    .sorted(Comparator.comparingInt(Keys::feature).thenComparing(Path::toString))
                    .toList();
            return modern.stream()
                    .map(home -> home.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst();
        }
    }

    /** The release of a JDK as its own file tells it; 0 if it does not. */
    private static int feature(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> line.substring("JAVA_VERSION=\"".length()).split("[.\"-]")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
