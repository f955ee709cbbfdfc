package io.mqspring.benchmarks;

import io.mqspring.store.FlushMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The one command: the machine's own figures, the store by JMH, and send to listener in-process and over loopback TCP with
 * both kinds of flush. Arguments choose parts: {@code machine}, {@code store}, {@code local}, {@code tcp}, {@code start}, {@code
 * recovery}, {@code queues}; none means all of these. What takes long runs only when named: {@code delays}, {@code keys},
 * {@code listeners}, {@code rolling-restart}.
 */
public final class Benchmarks {

    private static final int HEAP_FOR_QUEUES = 128;
    private static final List<String> PARTS = List.of(
            "machine",
            "start",
            "delays",
            "keys",
            "listeners",
            "rolling-restart",
            "store",
            "recovery",
            "queues",
            "local",
            "tcp");

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        List<String> parts = Arrays.asList(arguments);
        parts.stream().filter(part -> !PARTS.contains(part)).forEach(part -> {
            throw new IllegalArgumentException("there is no part '" + part + "', but " + PARTS);
        });
        Path root = Files.createTempDirectory("mq-benchmarks");
        try {
            if (chosen(parts, "machine")) {
                MachineFigures.measure(root).print();
            }
            if (chosen(parts, "start")) {
                StartUp.print(root);
            }
            if (parts.contains("delays")) {
                Delays.print(root);
            }
            if (parts.contains("keys")) {
                Keys.print(root);
            }
            if (parts.contains("listeners")) {
                Listeners.print(root);
            }
            if (parts.contains("rolling-restart")) {
                RollingRestart.print(root);
            }
            if (chosen(parts, "store")) {
                store();
            }
            if (chosen(parts, "recovery")) {
                Recovery.print(root);
            }
            if (chosen(parts, "queues")) {
                ManyQueues.print(root, HEAP_FOR_QUEUES);
            }
            for (FlushMode flush : FlushMode.values()) {
                if (chosen(parts, "local")) {
                    endToEnd(root, flush, false, 128);
                }
                if (chosen(parts, "tcp")) {
                    endToEnd(root, flush, true, 1024);
                }
            }
        } finally {
            deleteTree(root);
        }
    }

    private static boolean chosen(List<String> parts, String part) {
        return parts.isEmpty() || parts.contains(part);
    }

    private static void store() throws RunnerException {
        store(StoreBenchmark.class, 1);
        store(StoreBenchmark.class, 4);
        store(StoreReadBenchmark.class, 1);
        store(StoreLookUpBenchmark.class, 1);
    }

    private static void store(Class<?> benchmark, int threads) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(benchmark.getName())
                .threads(threads)
                .forks(1)
                .addProfiler(GCProfiler.class)
                .build();
        for (RunResult result : new Runner(options).run()) {
            double perSecond = result.getPrimaryResult().getScore();
            System.out.printf(
                    "store: %s %s %d thread(s): %,.0f/s, %,.1f MiB/s of 1 KiB records, %,.0f bytes allocated each%n",
                    result.getParams().getBenchmark(),
                    result.getParams().getParamsKeys().stream()
                            .map(key -> key + "=" + result.getParams().getParam(key))
                            .toList(),
                    threads,
                    perSecond,
                    perSecond * recordsOf(benchmark) / 1024,
                    allocated(result));
        }
    }

    private static int recordsOf(Class<?> benchmark) {
        return benchmark == StoreReadBenchmark.class ? StoreReadBenchmark.BATCH : 1;
    }

    /** By all threads, so that what an append leaves to the flusher counts. */
    private static double allocated(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"), "no profiler result")
                .getScore();
    }

    private static void endToEnd(Path root, FlushMode flush, boolean tcp, int bytes)
            throws IOException, InterruptedException {
        String name = (tcp ? "tcp" : "in-process") + " flush=" + flush.name().toLowerCase(java.util.Locale.ROOT);
        Path directory = Files.createTempDirectory(root, "data");
        try (EndToEnd run = new EndToEnd(directory, flush, tcp)) {
            // Until the compiler has finished: on two cores it takes much of one.
            for (int i = 0; i < (tcp ? 3 : 8); i++) {
                run.throughput(300_000, bytes);
            }
            double[] rates = new double[5];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = run.throughput(300_000, bytes);
            }
            Arrays.sort(rates);
            System.out.printf(
                    "%s: send to listener %,.0f messages/s of %d bytes (median of %d, best %,.0f)%n",
                    name, rates[rates.length / 2], bytes, rates.length, rates[rates.length - 1]);
            run.latency(1000, 3000, bytes);
            Histogram latency = run.latency(1000, 5000, bytes);
            System.out.printf(
                    "%s: latency at 1,000/s p50 %.0f us, p99 %.0f us%n",
                    name, latency.getValueAtPercentile(50) / 1000.0, latency.getValueAtPercentile(99) / 1000.0);
            System.out.printf(
                    "%s: one sender p50 %.0f us, 64 waiting senders %,.0f/s%n",
                    name, run.sendMicros(3000, bytes), run.sendersPerSecond(64, 1500, bytes));
        } finally {
            deleteTree(directory);
        }
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
