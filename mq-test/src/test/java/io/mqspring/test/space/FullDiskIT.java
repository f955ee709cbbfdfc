package io.mqspring.test.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.store.FlushMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process on a file system of 10 MB that it fills up. Sends get an error that says what to do, and everything else goes on:
 * reading, closing, starting, also after {@code kill -9}, with not a byte free. Where no file system can be mounted this is
 * skipped and says so; {@code FullDiskTests} then shows the same on the simulated disk.
 */
@Tag("ci")
class FullDiskIT {

    private static final int MEBIBYTES = 10;

    @TempDir
    Path work;

    @ParameterizedTest
    @EnumSource(FlushMode.class)
    void aProcessSurvivesADiskWithoutOneFreeByte(FlushMode flush) throws Exception {
        try (SmallFileSystem disk = mount()) {
            int stored = fillDisk(disk, flush);
            stored = surviveCloseAndKill(disk, flush, stored);
            Application last = start(disk, flush, 0);
            disk.makeRoom();
            assertThat(last.ask("send " + stored + " 500")).isEqualTo("stored 500");
            assertThat(last.ask("read")).isEqualTo("read " + (stored + 500));
            assertThat(last.ask("close")).isEqualTo("closed");
            System.out.printf("full disk, flush=%s: %d messages stored before, none lost%n", flush, stored);
        }
    }

    @Test
    void offsetsAreSavedInTheRoomThatTheLogLeaves() throws Exception {
        FlushMode flush = FlushMode.SYNC;
        try (SmallFileSystem disk = mount()) {
            Application first = start(disk, flush, 2 * 1024 * 1024);
            int stored = storedBy(first.ask("send 0 100000"));
            assertThat(disk.root().toFile().getUsableSpace()).isGreaterThan(1024 * 1024);
            assertThat(first.ask("commit")).isEqualTo("committed");
            assertThat(first.ask("close")).isEqualTo("closed");
            assertThat(disk.root().resolve("data/config/consumerOffset.json"))
                    .content()
                    .contains("orders@reader");
            Application second = start(disk, flush, 0);
            assertThat(storedBy(second.ask("send " + stored + " 100000")))
                    .as("sends go on by themselves where less is kept free")
                    .isGreaterThan(500);
            assertThat(second.ask("close")).isEqualTo("closed");
        }
    }

    /** More than the disk holds goes through it, and then a part of that while somebody else takes every byte. */
    @ParameterizedTest
    @EnumSource(FlushMode.class)
    void aWatermarkRemovesOldSegmentsWhileProducersWriteAndReadersAreActive(FlushMode flush) throws Exception {
        try (SmallFileSystem disk = mount(3 * MEBIBYTES)) {
            Application application = start(disk, flush, 0, 0.7);
            assertThat(application.ask("live")).isEqualTo("live");
            Map<String, Integer> first = figures(application.ask("flow 0 40000"));
            assertThat(first.get("kept")).as("kept").isBetween(2000, 20_000);
            assertThat(first.getOrDefault("consumed", 0) + first.getOrDefault("skipped", 0))
                    .isEqualTo(40_000);
            assertThat(first.get("read")).isPositive();

            disk.fillUp();
            Map<String, Integer> second = figures(application.ask("flow 40000 5000"));
            assertThat(second.getOrDefault("consumed", 0) + second.getOrDefault("skipped", 0))
                    .isEqualTo(45_000);
            assertThat(application.ask("close")).isEqualTo("closed");

            Application again = start(disk, flush, 0, 0.7);
            assertThat(again.ask("live")).isEqualTo("live");
            assertThat(figures(again.ask("flow 45000 100"))).containsEntry("flowed", 100);
            assertThat(again.ask("close")).isEqualTo("closed");
            System.out.printf("watermark, flush=%s: %s, then on a full disk %s%n", flush, first, second);
        }
    }

    private static Map<String, Integer> figures(String answer) {
        Map<String, Integer> figures = new LinkedHashMap<>();
        String[] words = answer.split(" ");
        for (int i = 0; i + 1 < words.length; i += 2) {
            figures.put(words[i], Integer.parseInt(words[i + 1]));
        }
        return figures;
    }

    private int fillDisk(SmallFileSystem disk, FlushMode flush) throws Exception {
        Application first = start(disk, flush, 0);
        String refusal = first.ask("send 0 100000");
        int stored = storedBy(refusal);
        assertThat(stored).isGreaterThan(2000);
        assertThat(refusal)
                .contains("data directory")
                .contains(disk.root().toString())
                .contains("is full");
        disk.fillUp();
        assertThat(first.ask("read")).isEqualTo("read " + stored);
        // By itself, without a restart.
        disk.giveBack();
        stored += storedBy(first.ask("send " + stored + " 100000"));
        disk.fillUp();
        assertThat(first.ask("read")).isEqualTo("read " + stored);
        assertThat(first.ask("close")).isEqualTo("closed");
        return stored;
    }

    private int surviveCloseAndKill(SmallFileSystem disk, FlushMode flush, int before) throws Exception {
        int stored = before;
        for (boolean kill : new boolean[] {true, false}) {
            disk.fillUp();
            Application application = start(disk, flush, 0);
            assertThat(application.ask("read")).isEqualTo("read " + stored);
            stored += storedBy(application.ask("send " + stored + " 1000"));
            assertThat(application.ask("read")).isEqualTo("read " + stored);
            if (kill) {
                application.kill();
            } else {
                assertThat(application.ask("close")).isEqualTo("closed");
            }
        }
        disk.fillUp();
        return stored;
    }

    private SmallFileSystem mount() throws Exception {
        return mount(MEBIBYTES);
    }

    private SmallFileSystem mount(int mebibytes) throws Exception {
        var mounted = SmallFileSystem.mount(work.resolve("small"), mebibytes);
        Assumptions.assumeTrue(
                mounted.isPresent(),
                "no file system can be mounted here: FullDiskTests has shown it on a simulated disk");
        return mounted.orElseThrow();
    }

    private static int storedBy(String answer) {
        assertThat(answer).startsWith("stored ");
        return Integer.parseInt(answer.split(" ")[1]);
    }

    private static Application start(SmallFileSystem disk, FlushMode flush, long keepFree) throws IOException {
        return start(disk, flush, keepFree, 1);
    }

    private static Application start(SmallFileSystem disk, FlushMode flush, long keepFree, double diskUsed)
            throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        // Its own records of measurement lie on some other disk, which is not full.
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDiskApplication.class.getName(),
                        disk.root().resolve("data").toString(),
                        flush.name(),
                        Long.toString(keepFree),
                        Double.toString(diskUsed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Application application = new Application(
                process,
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
                new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
        application.await("ready");
        return application;
    }

    /** The other process. */
    private record Application(Process process, BufferedReader answers, PrintStream commands) {

        String ask(String command) throws Exception {
            commands.println(command);
            String answer = await(command.split(" ")[0].substring(0, 4).replace("send", "stor"));
            if (answer.equals("closed")) {
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            }
            return answer;
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        /** The next line that is an answer and not the log's. */
        String await(String begin) throws IOException {
            StringBuilder before = new StringBuilder();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                assertThat(line).doesNotContain("InternalError");
                if (line.startsWith(begin)) {
                    return line;
                }
                before.append(line).append('\n');
            }
            throw new AssertionError("the process has ended; it said:\n" + before);
        }
    }
}
