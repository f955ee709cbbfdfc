package io.mqspring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The part {@code listeners}: what 100 listeners in one application cost beside one, idle and with 10 messages a second each; with the
 * broker in the same JVM, and in another. {@code -Dlisteners.count}, {@code .seconds} (of each window), {@code .rate} and {@code
 * .settle} (seconds before the first window, so that workers end) change it.
 */
final class Listeners {

    private static final int HEAP_MEBIBYTES = 512;
    private static final int QUEUES = 4;

    /**
     * How much is measured.
     *
     * @param count listeners
     * @param seconds of each window
     * @param rate messages a second to each listener
     * @param settle seconds before the first window: workers go after half a minute without work
     */
    record Options(int count, int seconds, int rate, int settle) {

        static Options fromProperties() {
            return new Options(
                    Integer.getInteger("listeners.count", 100),
                    Integer.getInteger("listeners.seconds", 60),
                    Integer.getInteger("listeners.rate", 10),
                    Integer.getInteger("listeners.settle", 40));
        }
    }

    /**
     * What came out.
     *
     * @param idle after the idle window
     * @param idleCpuMillis processor time in it
     * @param idleOwnMillis processor time in it of threads that the JVM has not started for itself
     * @param loaded after the loaded window
     * @param loadedCpuMillis processor time in it
     * @param load messages a second, and their latency: p50 and p99 in microseconds
     */
    record Outcome(
            JvmFigures idle,
            long idleCpuMillis,
            long idleOwnMillis,
            JvmFigures loaded,
            long loadedCpuMillis,
            String[] load) {}

    private Listeners() {}

    static void print(Path root) throws IOException {
        Options options = Options.fromProperties();
        print("broker in the same JVM", options, inside(root, 1, options), inside(root, options.count(), options));
        print("broker in another JVM", options, outside(root, 1, options), outside(root, options.count(), options));
    }

    /** With the embedded broker. */
    static Outcome inside(Path root, int count, Options options) throws IOException {
        Path directory = Files.createTempDirectory(root, "listeners");
        try {
            return measure(count, ListenersApplication.EMBEDDED, directory, options);
        } finally {
            Benchmarks.deleteTree(directory);
        }
    }

    /** With a broker in a JVM of its own. */
    static Outcome outside(Path root, int count, Options options) throws IOException {
        Path directory = Files.createTempDirectory(root, "listeners");
        List<String> arguments = new ArrayList<>(List.of(directory.toString()));
        for (int i = 0; i < count; i++) {
            arguments.add(ListenersApplication.TOPIC + i + ":" + QUEUES);
        }
        try (ChildJvm broker = ChildJvm.start(HEAP_MEBIBYTES, LoneBroker.class, arguments.toArray(String[]::new))) {
            return measure(count, "127.0.0.1:" + broker.await("port"), directory, options);
        } finally {
            Benchmarks.deleteTree(directory);
        }
    }

    private static Outcome measure(int count, String nameServer, Path directory, Options options) throws IOException {
        try (ChildJvm application = ChildJvm.start(
                HEAP_MEBIBYTES,
                ListenersApplication.class,
                Integer.toString(count),
                nameServer,
                directory.toString())) {
            application.await("started");
            sleep(options.settle());
            JvmFigures begin = JvmFigures.of(application, true);
            sleep(options.seconds());
            JvmFigures end = JvmFigures.of(application, false);
            JvmFigures idle = JvmFigures.of(application, true);
            application.say("load " + options.seconds() + " " + options.rate());
            String[] load = application.await("loaded").split(" ");
            JvmFigures loaded = JvmFigures.of(application, false);
            return new Outcome(
                    idle,
                    TimeUnit.NANOSECONDS.toMillis(end.cpuNanos() - begin.cpuNanos()),
                    TimeUnit.NANOSECONDS.toMillis(end.ownNanos() - begin.ownNanos()),
                    JvmFigures.of(application, true),
                    TimeUnit.NANOSECONDS.toMillis(loaded.cpuNanos() - idle.cpuNanos()),
                    load);
        }
    }

    private static void print(String where, Options options, Outcome one, Outcome many) {
        System.out.printf(
                "listeners: %s: idle, 1 listener: %.1f MiB of heap, %d threads, %d ms of processor time in %d s (%d ms in these threads)%n",
                where,
                one.idle().heap(),
                one.idle().threads().size(),
                one.idleCpuMillis(),
                options.seconds(),
                one.idleOwnMillis());
        System.out.printf(
                "listeners: %s: idle, %d listeners: %.1f MiB of heap (%.1f more), %d threads, %d ms of processor time in %d s (%d ms in these threads)%n",
                where,
                options.count(),
                many.idle().heap(),
                many.idle().heap() - one.idle().heap(),
                many.idle().threads().size(),
                many.idleCpuMillis(),
                options.seconds(),
                many.idleOwnMillis());
        System.out.printf("listeners: %s: the threads: %s%n", where, many.idle().threads());
        System.out.printf(
                "listeners: %s: %d listeners, %d messages/s each: %s/s, p50 %s us, p99 %s us, %.1f MiB of heap, %d threads, %d ms of processor time in %d s%n",
                where,
                options.count(),
                options.rate(),
                many.load()[0],
                many.load()[1],
                many.load()[2],
                many.loaded().heap(),
                many.loaded().threads().size(),
                many.loadedCpuMillis(),
                options.seconds());
    }

    private static void sleep(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
