package io.mqspring.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTests {

    @Test
    void runsEverySeedInAWorldOfItsOwn() {
        assumeThat(System.getProperty(Simulation.SEED_PROPERTY)).isNull();
        List<Long> seeds = new ArrayList<>();
        Simulation.overSeeds(3, world -> seeds.add(world.seed()));
        assertThat(seeds).containsExactly(1L, 2L, 3L);
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
