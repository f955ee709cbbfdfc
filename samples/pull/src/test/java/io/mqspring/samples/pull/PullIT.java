package io.mqspring.samples.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
class PullIT {

    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";

    @Test
    void eachReportBeginsWhereTheLastOneEndedOrAtATime(CapturedOutput output) throws IOException {
        assertThat(withoutTimes(output.toString().lines()))
                .containsExactlyElementsOf(withoutTimes(Files.readAllLines(Path.of("README.md")).stream()));
    }

    private static List<String> withoutTimes(Stream<String> lines) {
        return lines.filter(line -> line.matches(TIME + ".*"))
                .map(line -> line.replaceFirst(TIME, ""))
                .toList();
    }
}
