package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.test.simulation.PowerLoss;
import io.mqspring.test.simulation.SimulatedDisk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Crashes at chosen and unchosen moments, over many seeds. {@code -Dseeds=N} sets how many, {@code -Dseed=N} runs one. */
class StoreCrashSimulationTests {

    private static final int SEEDS = Integer.getInteger("seeds", 200);

    @Test
    void whatIsAcknowledgedSurvivesAnyCrash() {
        Long only = Long.getLong("seed");
        for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
            live(new StoreWorld(seed, new SimulatedDisk(), StoreWorld.SETTINGS));
        }
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

    @Test
    void asynchronousFlushInventsNothingAndKeepsWhatWasForced() {
        StoreSettings async = StoreWorld.SETTINGS.withFlushMode(FlushMode.ASYNC);
        for (long seed = 1; seed <= SEEDS / 4; seed++) {
            StoreWorld world = new StoreWorld(seed, new SimulatedDisk(), async);
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
                world.open();
                world.verify();
                world.verifyAgainstRebuild();
            }
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
            } catch (PowerLoss power) {
                assertThat(power).hasMessage("the power went");
            }
            end(world);
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
        switch (world.random.nextInt(4)) {
            case 0 -> {
                try {
                    world.close();
                } catch (PowerLoss power) {
                    world.crash();
                }
            }
            case 1 -> world.kill();
            default -> world.crash();
        }
    }

    /** Sometimes the power goes again while recovery is at work. */
    private static void reopen(StoreWorld world) {
        for (int tries = world.random.nextInt(3); tries > 0; tries--) {
            world.disk.losePowerAfter(world.random.nextInt(12));
            try {
                world.open();
            } catch (PowerLoss power) {
                assertThat(power).hasMessage("the power went");
            }
            world.crash();
        }
        world.disk.losePowerAfter(-1);
        world.open();
    }
}
