package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.test.simulation.PowerLoss;
import io.mqspring.test.simulation.SimulatedDisk;
import io.mqspring.test.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Crashes at chosen and unchosen moments, over many seeds. {@code -Dseeds=N} sets how many, {@code -Dseed=N} runs one. */
class StoreCrashSimulationTests {

    private static final int SEEDS = 200;
    private static final int MANY_SEEDS = 2_000;
    private static final StoreSettings ASYNC = StoreWorld.SETTINGS.withFlushMode(FlushMode.ASYNC);

    @Test
    void whatIsAcknowledgedSurvivesAnyCrash() {
        Simulation.forSeeds(SEEDS, StoreCrashSimulationTests::liveInSync);
    }

    @Test
    void asynchronousFlushInventsNothingAndKeepsWhatWasForced() {
        Simulation.forSeeds(SEEDS / 4, StoreCrashSimulationTests::liveInAsync);
    }

    @Test
    @Tag("ci")
    void whatIsAcknowledgedSurvivesAnyCrashOverManySeeds() {
        Simulation.forSeeds(MANY_SEEDS, StoreCrashSimulationTests::liveInSync);
        Simulation.forSeeds(MANY_SEEDS / 4, StoreCrashSimulationTests::liveInAsync);
    }

    /** 505: a crash left a part of the key index that the checkpoint vouched for. */
    @ParameterizedTest
    @ValueSource(longs = {505})
    void seedsThatFoundSomething(long seed) {
        liveInSync(seed);
    }

    @Test
    void theSimulatedDiskFindsTheBugWhenTheForceIsTakenOut() {
        int found = 0;
        for (long seed = 1; seed <= 20; seed++) {
            try {
                live(new StoreWorld(seed, new SimulatedDisk().ignoringForce(), StoreWorld.SETTINGS));
            } catch (AssertionError lost) {
                found++;
            }
        }
        assertThat(found).as("seeds of 20 that lose something acknowledged").isGreaterThan(10);
    }

    /** A first run may die before its flusher could mark the directory: what the next one shows must be forced then. */
    @Test
    void whatWasReadAfterTheVeryFirstKillSurvivesThePowerLossAfterIt() {
        for (long seed = 1; seed <= 50; seed++) {
            StoreWorld world = new StoreWorld(seed, new SimulatedDisk(), StoreWorld.SETTINGS);
            world.open();
            for (int i = 0; i < 3; i++) {
                world.append(Stored.random("m" + i, world.random), true);
            }
            world.kill();
            world.open();
            world.verify();
            assertThat(world.submitted).hasSize(3);
            world.crash();
            world.open();
            world.verify();
        }
    }

    /** The system shows what a failed force left for clean, and the next force alone does not write it. */
    @Test
    void whatWasReadAfterAKillWhileForcesFailedSurvivesThePowerLossAfterIt() {
        int shown = 0;
        for (long seed = 1; seed <= 100; seed++) {
            StoreWorld world = new StoreWorld(seed, new SimulatedDisk(), StoreWorld.SETTINGS);
            world.backend.expectFaults(StoreException.class::isInstance);
            world.open();
            appendSome(world, "before");
            world.backend.advance(Duration.ofMillis(world.random.nextInt(8000)));
            int known = world.submitted.size();
            world.disk.failForces(true);
            appendSome(world, "failing");
            world.backend.advance(Duration.ofMillis(world.random.nextInt(3000)));
            world.kill();
            world.disk.failForces(false);
            world.open();
            world.verify();
            shown += world.submitted.size() - known;
            world.crash();
            world.open();
            world.verify();
            world.verifyAgainstRebuild();
        }
        assertThat(shown).as("records that only recovery showed").isPositive();
    }

    @Test
    void recoveryThatCannotForceWhatItFoundSaysSoAndShowsNothing() {
        StoreWorld world = new StoreWorld(1, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        appendSome(world, "before");
        world.kill();
        world.disk.failForces(true);
        assertThatThrownBy(world::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("The store in 'simulated' cannot be opened")
                .hasMessageContaining("Look after the disk");
        world.disk.failForces(false);
        world.open();
        world.verify();
    }

    private static void appendSome(StoreWorld world, String name) {
        for (int i = 1 + world.random.nextInt(20); i > 0; i--) {
            world.append(Stored.random(name + "-" + i, world.random), true);
        }
        world.settle();
    }

    private static void liveInSync(long seed) {
        live(new StoreWorld(seed, new SimulatedDisk(), StoreWorld.SETTINGS));
    }

    private static void liveInAsync(long seed) {
        StoreWorld world = new StoreWorld(seed, new SimulatedDisk(), ASYNC);
        world.open();
        for (int life = 0; life < 4; life++) {
            for (int i = world.random.nextInt(60); i > 0; i--) {
                world.append(Stored.random(seed + "-" + life + "-" + i, world.random), true);
            }
            world.backend.advance(Duration.ofSeconds(1));
            int safe = world.submitted.size();
            for (int i = world.random.nextInt(20); i > 0; i--) {
                world.append(Stored.random(seed + "+" + life + "-" + i, world.random), true);
            }
            List<Stored> unsafe = world.submitted.subList(safe, world.submitted.size());
            unsafe.forEach(record -> record.acknowledged = false);
            world.crash();
            reopen(world);
            world.verify();
            world.verifyAgainstRebuild();
        }
    }

    private static void live(StoreWorld world) {
        world.open();
        for (int life = 0; life < 6; life++) {
            try {
                if (world.random.nextInt(3) == 0) {
                    world.disk.losePowerAfter(world.random.nextInt(60));
                }
                work(world, life);
                end(world);
            } catch (PowerLoss power) {
                assertThat(power).hasMessage("the power went");
                die(world);
            }
            reopen(world);
            world.verify();
            world.verifyAgainstRebuild();
        }
    }

    private static void work(StoreWorld world, int life) {
        int steps = world.random.nextInt(40);
        for (int step = 0; step < steps; step++) {
            for (int i = world.random.nextInt(4); i > 0; i--) {
                String id = "m" + life + "-" + step + "-" + i;
                if (world.random.nextInt(6) == 0) {
                    Stored first = Stored.random(id + "a", world.random);
                    world.appendAll(List.of(first, new Stored(id + "b", first.topic, first.queueId, new byte[100])));
                } else {
                    world.append(Stored.random(id, world.random), true);
                }
            }
            switch (world.random.nextInt(4)) {
                case 0 -> world.settle();
                case 1 -> world.backend.advance(Duration.ofMillis(world.random.nextInt(3000)));
                default -> {
                    // The next append joins the group.
                }
            }
        }
    }

    private static void end(StoreWorld world) {
        if (world.random.nextInt(4) == 0) {
            world.close();
        } else {
            die(world);
        }
    }

    private static void die(StoreWorld world) {
        if (world.random.nextInt(3) == 0) {
            world.kill();
        } else {
            world.crash();
        }
    }

    /** Sometimes the process or the power goes again while recovery is at work. */
    private static void reopen(StoreWorld world) {
        for (int tries = world.random.nextInt(3); tries > 0; tries--) {
            world.disk.losePowerAfter(world.random.nextInt(12));
            try {
                world.open();
            } catch (PowerLoss power) {
                assertThat(power).hasMessage("the power went");
            }
            die(world);
        }
        world.disk.losePowerAfter(-1);
        world.open();
    }
}
