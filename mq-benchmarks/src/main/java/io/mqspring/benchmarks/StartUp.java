package io.mqspring.benchmarks;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.LoggerFactory;

/** How long {@code EmbeddedBroker.start} takes in a fresh JVM on an empty directory, once the logging library is up. */
public final class StartUp {

    private static final int RUNS = 10;

    private StartUp() {}

    /** Starts one broker, prints the milliseconds that took. */
    public static void main(String[] arguments) {
        BrokerSettings settings = BrokerSettings.in(Path.of(arguments[0]));
        // The logging library is the application's, which has started it long before its broker.
        LoggerFactory.getLogger(StartUp.class).debug("Logging is up");
        long start = System.nanoTime();
        EmbeddedBroker broker = EmbeddedBroker.start(arguments[1].equals("port") ? settings.withPort(0) : settings);
        System.out.println("start-ms " + (System.nanoTime() - start) / 1_000_000);
        broker.close();
    }

    static void print(Path root) throws IOException, InterruptedException {
        for (String kind : new String[] {"no-port", "port"}) {
            long[] millis = new long[RUNS];
            for (int i = 0; i < RUNS; i++) {
                millis[i] = oneStart(Files.createTempDirectory(root, "start"), kind);
            }
            Arrays.sort(millis);
            System.out.printf(
                    "start: EmbeddedBroker.start (%s) in a fresh JVM: median of %d %d ms, worst %d ms%n",
                    kind, RUNS, millis[RUNS / 2], millis[RUNS - 1]);
        }
    }

    private static long oneStart(Path directory, String kind) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartUp.class.getName(),
                        directory.toString(),
                        kind)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String found = lines.lines()
                    .filter(line -> line.startsWith("start-ms "))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the broker did not start"));
            return Long.parseLong(found.substring("start-ms ".length()));
        } finally {
            process.waitFor();
        }
    }
}
