package io.mqspring.samples.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** One sees what the README says. */
@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
class RetryIT {

    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";

    @Test
    void eachFailureHasItsOwnFate(CapturedOutput output) throws IOException {
        List<String> promised = withoutTimes(Files.readAllLines(Path.of("README.md")).stream());
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(withoutTimes(output.toString().lines())).containsAll(promised));

        assertThat(withoutTimes(output.toString().lines()))
                .filteredOn(line -> line.contains(": attempt "))
                .containsExactlyInAnyOrder(
                        "good: attempt 1",
                        "flaky: attempt 1",
                        "flaky: attempt 2",
                        "flaky: attempt 3",
                        "later: attempt 1",
                        "later: attempt 2",
                        "hopeless: attempt 1",
                        "hopeless: attempt 2",
                        "hopeless: attempt 3",
                        "unknown: attempt 1",
                        "negative: attempt 1");
        // Never early; a busy machine may be late.
        assertThat(between(output, "flaky: attempt 1", "flaky: attempt 2")).isGreaterThanOrEqualTo(1000);
        assertThat(between(output, "flaky: attempt 2", "flaky: attempt 3")).isGreaterThanOrEqualTo(2000);
        assertThat(between(output, "later: attempt 1", "later: attempt 2")).isGreaterThanOrEqualTo(1500);
    }

    private static long between(CapturedOutput output, String first, String second) {
        long millis =
                Duration.between(timeOf(output, first), timeOf(output, second)).toMillis();
        return millis < 0 ? millis + Duration.ofDays(1).toMillis() : millis;
    }

    private static LocalTime timeOf(CapturedOutput output, String line) {
        return output.toString()
                .lines()
                .filter(each -> each.matches(TIME + line))
                .findFirst()
                .map(each -> LocalTime.parse(each.substring(0, 12)))
                .orElseThrow();
    }

    private static List<String> withoutTimes(Stream<String> lines) {
        return lines.filter(line -> line.matches(TIME + ".*"))
                .map(line -> line.replaceFirst(TIME, ""))
                .toList();
    }
}
