package io.mqspring.test.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.store.FlushMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills the application with SIGKILL under load, {@code -Dcrashes=N} times (20) on the same data directory, then lets it drain
 * and checks the journals. A killed process does not take the page cache with it, so both kinds of flush must lose nothing
 * here; what a power failure takes is the simulated disk's to show. After every fifth kill and the last one, the queues are
 * compared with those that a full rebuild from the log gives, and committed offsets with what was consumed. One life in the
 * middle is long enough for offsets to reach the disk.
 */
@Tag("ci")
class CrashLoopIT {

    private static final int CRASHES = Integer.getInteger("crashes", 20);
    private static final int CHECK_EVERY = 5;
    /** Offsets go from client to broker every 5 s, and from there to the disk every 5 s. */
    private static final int LONG_LIFE_MILLIS = 11_000;

    private static final long SEED = Long.getLong("seed", 20261122L);

    @TempDir
    Path work;

    @ParameterizedTest(name = "flush={0}")
    @CsvSource({"sync", "async"})
    @DisplayName("kill -9 under load loses no acknowledged message and invents none")
    void killedAgainAndAgainLosesNothing(String flush) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        KilledDirectory directory =
                new KilledDirectory(work.resolve("data"), FlushMode.valueOf(flush.toUpperCase(Locale.ROOT)));
        for (int run = 0; run < CRASHES; run++) {
            Process application = start(flush, run, "load");
            awaitReady(application);
            int life = run == CRASHES / 2 ? LONG_LIFE_MILLIS : 100 + random.nextInt(1200);
            if (application.waitFor(life, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the application ended by itself: " + application.exitValue());
            }
            application.destroyForcibly().waitFor();
            if ((run + 1) % CHECK_EVERY == 0 || run == CRASHES - 1) {
                directory.check(work);
            }
        }
        Process last = start(flush, CRASHES, "drain");
        awaitReady(last);
        assertThat(last.waitFor(120, TimeUnit.SECONDS)).as("drained in time").isTrue();
        assertThat(last.exitValue()).isZero();
        check(flush);
    }

    private void check(String flush) {
        Set<String> attempted = new HashSet<>(Journal.read(work.resolve("attempted")));
        Set<String> acknowledged = new HashSet<>(Journal.read(work.resolve("acknowledged")));
        assertThat(acknowledged).hasSizeGreaterThan(CRASHES);
        long lost = 0;
        long duplicates = 0;
        long consumedByAll = 0;
        for (String group : CrashApplication.GROUPS) {
            List<String> consumed = Journal.read(work.resolve("consumed-" + group)).stream()
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .toList();
            Set<String> distinct = new HashSet<>(consumed);
            duplicates += consumed.size() - distinct.size();
            consumedByAll += distinct.size();
            lost += acknowledged.stream().filter(id -> !distinct.contains(id)).count();
            // Asked of the set itself: the assertion would compare each with each.
            assertThat(attempted.containsAll(distinct))
                    .as("nothing invented in " + group)
                    .isTrue();
        }
        System.out.printf(
                "crash loop flush=%s, %d kills, %d groups: acknowledged %d, consumed %d, lost %d, duplicates %d%n",
                flush, CRASHES, CrashApplication.GROUPS.size(), acknowledged.size(), consumedByAll, lost, duplicates);
        assertThat(lost).as("acknowledged and not consumed").isZero();
        checkOrder(Journal.read(work.resolve("log")), acknowledged);
    }

    /** Each sender's messages stand in the order they were sent, offsets are dense, and all acknowledged ones are there. */
    private static void checkOrder(List<String> log, Set<String> acknowledged) {
        Map<String, Long> nextOffset = new HashMap<>();
        Map<String, Integer> lastOfSender = new HashMap<>();
        Set<String> present = new HashSet<>();
        for (String line : log) {
            String[] parts = line.split(" ");
            long offset = Long.parseLong(parts[1]);
            assertThat(offset).as(line).isEqualTo(nextOffset.getOrDefault(parts[0], 0L));
            nextOffset.put(parts[0], offset + 1);
            int cut = parts[2].lastIndexOf('-');
            int number = Integer.parseInt(parts[2].substring(cut + 1));
            Integer last = lastOfSender.put(parts[2].substring(0, cut), number);
            assertThat(number).as(line).isGreaterThan(last == null ? -1 : last);
            present.add(parts[2]);
        }
        assertThat(present.containsAll(acknowledged))
                .as("all acknowledged in the log")
                .isTrue();
    }

    private Process start(String flush, int run, String mode) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashApplication.class.getName(),
                        work.toString(),
                        flush,
                        Integer.toString(run),
                        mode)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void awaitReady(Process application) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(CrashApplication.READY)) {
                return;
            }
        }
        throw new AssertionError("the application did not start");
    }
}
