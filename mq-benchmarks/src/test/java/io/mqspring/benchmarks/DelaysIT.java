package io.mqspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run of the part {@code delays} with 300,000 messages: what it counts is asserted, how fast it was is not. */
@Tag("proof")
class DelaysIT {

    private static final DelayOptions SMALL = new DelayOptions(
            300_000,
            Duration.ofSeconds(40),
            Duration.ofSeconds(15),
            Duration.ofSeconds(8),
            Duration.ofSeconds(2),
            64,
            500,
            200,
            true);

    @Test
    void noneIsEarlyOrLostAndWhatWasTakenBackDoesNotComeOverAKill(@TempDir Path directory) throws Exception {
        try (DelayRun run = new DelayRun(directory, SMALL)) {
            DelayRun.Outcome outcome = run.run();
            Delays.print(SMALL, outcome);
            assertThat(outcome.early()).as("early").isZero();
            assertThat(outcome.lost()).as("lost").isZero();
            assertThat(outcome.recalled()).as("taken back").isPositive();
            assertThat(outcome.recalledAndCome()).as("taken back and come").isZero();
            assertThat(outcome.come()).isEqualTo(SMALL.count() - outcome.recalled());
        }
    }
}
