package io.mqspring.test.runtime;

import io.mqspring.test.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole runtime through crashes, partitions and bad networks, over seeds: what is acknowledged reaches every group, what
 * nobody sent reaches none, nothing is committed before it is finished, and nothing is left over. {@code -Dseed=N} runs one.
 */
class RuntimeSimulationTests {

    private static final int SEEDS = 25;
    private static final int MANY_SEEDS = 60;

    @Test
    void everyAcknowledgedMessageReachesEveryGroupWhateverHappens() {
        Simulation.overSeeds(SEEDS, backend -> new Turmoil(backend).run(Duration.ofSeconds(60)));
    }

    @Test
    @Tag("ci")
    void everyAcknowledgedMessageReachesEveryGroupWhateverHappensForLong() {
        Simulation.overSeeds(MANY_SEEDS, backend -> new Turmoil(backend).run(Duration.ofSeconds(90)));
    }
}
