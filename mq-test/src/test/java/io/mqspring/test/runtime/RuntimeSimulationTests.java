package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole runtime through whatever may go wrong, over seeds, with its invariants held at every step: {@link Turmoil} says
 * which. {@code -Dseed=N} runs one seed, {@code -Dseeds=N} so many.
 */
class RuntimeSimulationTests {

    private static final int SEEDS = 150;
    private static final int GRACEFUL_SEEDS = 50;
    private static final int CI_SEEDS = 60;
    private static final int PROOF_SEEDS = 9_000;
    private static final int GRACEFUL_PROOF_SEEDS = 1_000;
    private static final Duration SHORT = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SEEDS_TO_FIND_A_BUG = 20;

    @Test
    void everyAcknowledgedMessageReachesEveryGroupWhateverHappens() {
        Simulation.overSeeds(SEEDS, backend -> everything(backend).run(SHORT));
    }

    @Test
    void nothingIsConsumedTwiceWhileMembersComeAndGoInGoodOrder() {
        Simulation.overSeeds(GRACEFUL_SEEDS, backend -> graceful(backend).run(SHORT));
    }

    /**
     * Worlds that found something: a queue that stayed with a member that had let it go (551), a retry before its time at a broker
     * that had not told its version (908), and three mistakes of the ledger (8, 200, 304).
     */
    @ParameterizedTest
    @ValueSource(longs = {8, 200, 304, 551, 908})
    void whatWasFoundOnceStaysMended(long seed) {
        Simulation.withSeed(seed, backend -> everything(backend).run(LONG));
    }

    /** Retry topics of groups with several topics, let go with messages done behind others that no listener had begun. */
    @ParameterizedTest
    @ValueSource(longs = {66, 172, 290, 398})
    void whatWasConsumedTwiceInGoodOrderIsConsumedOnce(long seed) {
        Simulation.withSeed(seed, backend -> graceful(backend).run(LONG));
    }

    @Test
    @Tag("ci")
    void everyAcknowledgedMessageReachesEveryGroupWhateverHappensForLong() {
        Simulation.overSeeds(CI_SEEDS, backend -> everything(backend).run(LONG));
    }

    @Test
    @Tag("proof")
    void everyAcknowledgedMessageReachesEveryGroupOverTenThousandSeeds() {
        Simulation.overSeeds(PROOF_SEEDS, backend -> everything(backend).run(LONG));
        Simulation.overSeeds(GRACEFUL_PROOF_SEEDS, backend -> graceful(backend).run(LONG));
    }

    /** A simulation that cannot fail proves nothing. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "LOCKS_FOR_ALL"})
    void aBugInTheProductIsFound(Sabotage sabotage) {
        int tried = 0;
        boolean found = false;
        while (!found) {
            tried++;
            assertThat(tried).as("seeds that do not find " + sabotage).isLessThanOrEqualTo(SEEDS_TO_FIND_A_BUG);
            try {
                Simulation.withSeed(
                        tried, backend -> new Turmoil(backend, Turmoil.Kind.EVERYTHING, sabotage).run(LONG));
            } catch (AssertionError expected) {
                found = true;
            }
        }
    }

    private static Turmoil everything(SimulatedBackend backend) {
        return new Turmoil(backend, Turmoil.Kind.EVERYTHING);
    }

    private static Turmoil graceful(SimulatedBackend backend) {
        return new Turmoil(backend, Turmoil.Kind.GRACEFUL);
    }
}
