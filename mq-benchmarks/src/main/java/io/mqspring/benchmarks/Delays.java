package io.mqspring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** The part {@code delays}: runs {@link DelayRun} and prints what came out. */
final class Delays {

    /** Bytes of disk that a message takes: parked, delivered, and in queues and indexes. */
    private static final long BYTES_EACH = 1200;

    private Delays() {}

    static void print(Path root) throws IOException, InterruptedException {
        DelayOptions options = DelayOptions.fromProperties();
        long needed = options.count() * BYTES_EACH;
        long usable = Files.getFileStore(root).getUsableSpace();
        if (usable < needed) {
            System.out.printf(
                    "delays: left out, %s has %,d MiB free and %,d are needed (-Djava.io.tmpdir=...)%n",
                    root, usable >> 20, needed >> 20);
            return;
        }
        Path directory = Files.createTempDirectory(root, "delays");
        try (DelayRun run = new DelayRun(directory, options)) {
            print(options, run.run());
        } finally {
            Benchmarks.deleteTree(directory);
        }
    }

    static void print(DelayOptions options, DelayRun.Outcome outcome) {
        System.out.printf(
                "delays: %,d messages of 128 bytes due over %d s, parked at %,.0f/s (%.0f s)%n",
                outcome.parked(),
                options.spread().toSeconds(),
                outcome.parkedPerSecond(),
                outcome.parked() / outcome.parkedPerSecond());
        System.out.printf(
                "delays: window of %d s: %,d came (%,.0f/s), %,.0f/s sent beside, heap of %d MiB, %.1f MiB lived on after a collection%n",
                options.window().toSeconds(),
                outcome.windowMessages(),
                (double) outcome.windowMessages() / options.window().toSeconds(),
                outcome.besidePerSecond(),
                options.heapMegabytes(),
                outcome.liveBytes() / 1048576.0);
        print("in the log", outcome.stored());
        print("at the listener", outcome.received());
        System.out.printf(
                "delays: kill -9: broker started again in %d ms, nothing due before was missing after %d ms%n",
                outcome.restartMillis(), outcome.caughtUpMillis());
        System.out.printf(
                "delays: came %,d, early %d, lost %d, repeated %d, taken back %d of which came %d%n",
                outcome.come(),
                outcome.early(),
                outcome.lost(),
                outcome.repeated(),
                outcome.recalled(),
                outcome.recalledAndCome());
    }

    private static void print(String where, Histogram lateness) {
        System.out.printf(
                "delays: lateness %s p50 %d ms, p99 %d ms, p99.9 %d ms, max %d ms%n",
                where,
                lateness.getValueAtPercentile(50),
                lateness.getValueAtPercentile(99),
                lateness.getValueAtPercentile(99.9),
                lateness.getMaxValue());
    }
}
