package io.mqspring.samples.ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
class OrderedIT {

    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";

    @Test
    void eachOrdersStepsComeInOrderAndAFailureHoldsUpNobodyElse(CapturedOutput output) throws IOException {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(output).contains("o-2 shipped"));

        List<String> seen = withoutTimes(output.toString().lines());
        assertThat(seen).containsAll(withoutTimes(Files.readAllLines(Path.of("README.md")).stream()));
        for (String order : List.of("o-1", "o-3", "o-4", "o-5", "o-6")) {
            assertThat(of(order, seen)).containsExactly(order + " placed", order + " paid", order + " shipped");
            assertThat(seen.indexOf(order + " shipped")).isLessThan(seen.indexOf("o-2 paid"));
        }
        assertThat(of("o-2", seen))
                .containsExactly("o-2 placed", "o-2 paid: failed", "o-2 paid: failed", "o-2 paid", "o-2 shipped");
    }

    private static List<String> of(String order, List<String> seen) {
        return seen.stream().filter(line -> line.startsWith(order)).toList();
    }

    private static List<String> withoutTimes(Stream<String> lines) {
        return lines.filter(line -> line.matches(TIME + ".*"))
                .map(line -> line.replaceFirst(TIME, ""))
                .toList();
    }
}
