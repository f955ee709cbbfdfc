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
    /** A retry topic that changes hands may, in one of a hundred worlds, be begun one message too early. */
    private static final int KNOWN_DUPLICATES = 2;

    private static final int SEEDS_TO_FIND_A_BUG = 20;

    @Test
    void everyAcknowledgedMessageReachesEveryGroupWhateverHappens() {
        Simulation.overSeeds(SEEDS, backend -> everything(backend).run(SHORT));
    }

    @Test
    void nothingIsConsumedTwiceWhileMembersComeAndGoInGoodOrder() {
        assertThat(duplicatesOf(GRACEFUL_SEEDS, SHORT)).isLessThanOrEqualTo(KNOWN_DUPLICATES);
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

    private static long duplicatesOf(int seeds, Duration span) {
        long[] duplicates = {0};
        Simulation.overSeeds(seeds, backend -> {
            Turmoil turmoil = graceful(backend);
            turmoil.run(span);
            duplicates[0] += turmoil.ledger().unorderedDuplicates();
        });
        return duplicates[0];
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
        duplicatesOf(GRACEFUL_PROOF_SEEDS, LONG);
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
