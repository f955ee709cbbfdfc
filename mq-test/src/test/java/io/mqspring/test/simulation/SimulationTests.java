package io.mqspring.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationTests {

    @Test
    void runsEverySeedInAWorldOfItsOwn() {
        assumeThat(System.getProperty(Simulation.SEED_PROPERTY)).isNull();
        assumeThat(System.getProperty(Simulation.SEEDS_PROPERTY)).isNull();
        assumeThat(System.getProperty(Simulation.FIRST_SEED_PROPERTY)).isNull();
        List<Long> seeds = new ArrayList<>();
        Simulation.overSeeds(3, world -> seeds.add(world.seed()));
        assertThat(seeds).containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @CsvSource({"41, , 41 42 43", "41, 2, 41 42", ", 2, 1 2"})
    void beginsWhereItIsToldAndRunsAsManyAsItIsTold(@Nullable String first, @Nullable String count, String expected) {
        assumeThat(System.getProperty(Simulation.SEED_PROPERTY)).isNull();
        List<String> seeds = new ArrayList<>();
        withProperty(
                Simulation.FIRST_SEED_PROPERTY,
                first,
                () -> withProperty(
                        Simulation.SEEDS_PROPERTY,
                        count,
                        () -> Simulation.forSeeds(3, seed -> seeds.add(Long.toString(seed)))));
        assertThat(String.join(" ", seeds)).isEqualTo(expected);
    }

    private static void withProperty(String name, @Nullable String value, Runnable action) {
        String before = System.getProperty(name);
        set(name, value);
        try {
            action.run();
        } finally {
            set(name, before);
        }
    }

    private static void set(String name, @Nullable String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }

    @Test
    void aFailureNamesTheSeedAndHowToRepeatIt() {
        assertThatThrownBy(() -> Simulation.withSeed(3, world -> {
                    throw new IllegalStateException("lost a message");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 3")
                .hasMessageContaining("-Dseed=3")
                .hasMessageContaining("lost a message");
    }

    @Test
    void aFaultLeftAtTheEndFailsTheScenario() {
        assertThatThrownBy(() -> Simulation.withSeed(
                        3, world -> world.faultHandler().onFault("there", new IllegalStateException("unheard"))))
                .hasMessageContaining("unheard");
    }
}
