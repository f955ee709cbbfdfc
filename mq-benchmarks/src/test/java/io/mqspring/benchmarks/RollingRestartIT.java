package io.mqspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run of the part {@code rolling-restart} with one round: what it counts is asserted, how long it took is not. */
@Tag("ci")
class RollingRestartIT {

    private static final int RATE = 200;

    @Test
    void aRollingRestartLosesNothingAndRepeatsNothing(@TempDir Path directory) throws Exception {
        try (RollingRestart run = new RollingRestart(directory, RATE)) {
            RollingRestart.Outcome outcome = run.run(1);
            RollingRestart.print(RATE, outcome);
            assertThat(outcome.acknowledged()).isPositive();
            assertThat(outcome.lost()).as("lost").isZero();
            assertThat(outcome.duplicates()).as("duplicates").isZero();
        }
    }
}
