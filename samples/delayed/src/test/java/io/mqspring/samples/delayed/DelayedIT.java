package io.mqspring.samples.delayed;

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

/** One sees what the README says, and a reminder that was cancelled is not seen. */
@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
class DelayedIT {

    @Test
    void remindersComeWhenTheyAreDueAndNotWhenTheyAreCancelled(CapturedOutput output) throws IOException {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(output).contains("the tea is ready"));

        assertThat(withoutTimes(output.toString().lines()))
                .containsExactlyElementsOf(withoutTimes(Files.readAllLines(Path.of("README.md")).stream()));
    }

    /** An early one, a negative number of milliseconds late, keeps its time and is none of those promised. */
    private static List<String> withoutTimes(Stream<String> lines) {
        String time = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";
        return lines.filter(line -> line.matches(time + ".*"))
                .map(line -> line.replaceFirst(time, "").replaceFirst(", \\d+ ms", ""))
                .toList();
    }
}
