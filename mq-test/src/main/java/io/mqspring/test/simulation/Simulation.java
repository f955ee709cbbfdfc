package io.mqspring.test.simulation;

import java.util.function.LongConsumer;

/**
 * Runs a scenario once per seed. A failure names its seed and how to repeat it; the system property {@code seed} makes
 * every scenario run with that one seed only, the property {@code seeds} with so many instead of those it asks for, and {@code
 * seeds.first} begins with another seed than 1. Stateless.
 */
public final class Simulation {

    /** The system property that chooses one seed. */
    public static final String SEED_PROPERTY = "seed";

    /** The system property that sets how many seeds. */
    public static final String SEEDS_PROPERTY = "seeds";

    /** The system property that sets the seed to begin with. */
    public static final String FIRST_SEED_PROPERTY = "seeds.first";

    private Simulation() {}

    /** What is run in a fresh world. */
    @FunctionalInterface
    public interface Scenario {

        /** Runs to its end, or throws. */
        void run(SimulatedBackend world) throws Exception;
    }

    /**
     * Runs a scenario in {@code count} fresh worlds, with the seeds from 1.
     *
     * @throws AssertionError for the first seed that fails
     */
    public static void overSeeds(int count, Scenario scenario) {
        forSeeds(count, seed -> withSeed(seed, scenario));
    }

    /** Runs a scenario that makes its own world from a seed, with {@code count} seeds from 1; it names the seed if it fails. */
    public static void forSeeds(int count, LongConsumer scenario) {
        String chosen = System.getProperty(SEED_PROPERTY);
        if (chosen != null) {
            scenario.accept(Long.parseLong(chosen.trim()));
            return;
        }
        long first = Long.getLong(FIRST_SEED_PROPERTY, 1);
        long end = first + Integer.getInteger(SEEDS_PROPERTY, count);
        for (long seed = first; seed < end; seed++) {
            scenario.accept(seed);
        }
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
