package io.mqspring.samples.transactional;

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
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One sees what the README says, and billed is what is in the database. */
@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
class TransactionalIT {

    private static final String BILLED = ": billed";

    @Test
    void anOrderIsBilledIfAndOnlyIfItIsInTheDatabase(@Autowired JdbcClient database, CapturedOutput output)
            throws IOException {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(output).contains("o-3" + BILLED));

        List<String> seen = withoutTimes(output.toString().lines());
        assertThat(seen).containsAll(withoutTimes(Files.readAllLines(Path.of("README.md")).stream()));
        assertThat(seen.stream().filter(line -> line.endsWith(BILLED)).map(line -> line.replace(BILLED, "")))
                .containsExactlyInAnyOrderElementsOf(database.sql("select id from orders")
                        .query(String.class)
                        .list());
    }

    private static List<String> withoutTimes(Stream<String> lines) {
        String time = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";
        return lines.filter(line -> line.matches(time + ".*"))
                .map(line -> line.replaceFirst(time, ""))
                .toList();
    }
}
