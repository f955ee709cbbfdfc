package io.mqspring.test.simulation;

import java.util.stream.LongStream;

/**
 * Runs a scenario once per seed. A failure names its seed and how to repeat it; the system property {@code seed} makes
 * every scenario run with that one seed only. Stateless.
 */
public final class Simulation {

    /** The system property that chooses one seed. */
    public static final String SEED_PROPERTY = "seed";

    private Simulation() {}

    /** What is run in a fresh world. */
    @FunctionalInterface
    public interface Scenario {

        /** Runs to its end, or throws. */
        void run(SimulatedBackend world) throws Exception;
    }

    /**
     * Runs a scenario in fresh worlds seeded 1 to {@code count}.
     *
     * @throws AssertionError for the first seed that fails
     */
    public static void overSeeds(int count, Scenario scenario) {
        String chosen = System.getProperty(SEED_PROPERTY);
        LongStream seeds =
                chosen == null ? LongStream.rangeClosed(1, count) : LongStream.of(Long.parseLong(chosen.trim()));
        seeds.forEach(seed -> withSeed(seed, scenario));
    }

    /** Runs a scenario in one fresh world. */
    public static void withSeed(long seed, Scenario scenario) {
        try (SimulatedBackend world = SimulatedBackend.seeded(seed)) {
            scenario.run(world);
            world.assertNoFaults();
        } catch (Exception | AssertionError failed) {
            throw new AssertionError(
                    "fails with seed " + seed + "; to repeat: -D" + SEED_PROPERTY + "=" + seed + "\n"
                            + failed.getMessage(),
                    failed);
        }
    }
}
