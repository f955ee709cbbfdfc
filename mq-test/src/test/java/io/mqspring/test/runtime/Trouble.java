package io.mqspring.test.runtime;

import io.mqspring.protocol.CommandType;
import io.mqspring.test.simulation.Firewall;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedNode;
import io.mqspring.test.simulation.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What goes wrong with machines and the network between them. Confined to the thread of the test. */
final class Trouble {

    private final SimulatedBackend backend;
    private final RuntimeWorld world;
    private final Injected injected;
    private final RandomGenerator random;
    private final Consumer<String> story;
    private Duration healed = Duration.ZERO;

    Trouble(RuntimeWorld world, Injected injected, Consumer<String> story) {
        this.backend = world.backend;
        this.world = world;
        this.injected = injected;
        this.random = world.random;
        this.story = story;
    }

    /** Ends what has lasted long enough. */
    void healIfTime() {
        if (backend.elapsed().compareTo(healed) >= 0) {
            world.network.firewall().clear();
        }
    }

    /** Ends it all. */
    void heal() {
        world.network.firewall().clear();
    }

    void cut(String node) {
        if (random.nextBoolean()) {
            story.accept(node + " is cut off");
            world.network.firewall().isolate(node);
        } else {
            story.accept(node + " is cut from the broker");
            world.network.firewall().partition(node, RuntimeWorld.BROKER);
        }
        healed = backend.elapsed().plusMillis(random.nextInt(20_000));
    }

    void badNetwork() {
        Firewall firewall = world.network.firewall();
        int kind = random.nextInt(8);
        story.accept("bad network " + kind);
        switch (kind) {
            case 0 -> firewall.drop(Traffic.any().chance(0.05));
            case 1 -> firewall.duplicate(Traffic.requests().chance(0.1));
            case 2 -> firewall.delay(Traffic.any().chance(0.1), Duration.ofMillis(1), Duration.ofMillis(1_500));
            case 3 ->
                firewall.drop(
                        Traffic.requests(CommandType.UPDATE_CONSUMER_OFFSET).chance(0.5));
            case 4 -> firewall.breakConnection(Traffic.any().chance(0.02));
            case 5 -> firewall.reorder(Traffic.any().chance(0.1));
            case 6 -> firewall.drop(Traffic.requests(CommandType.LOCK_BATCH_MQ).chance(0.5));
            default -> firewall.drop(Traffic.responses(CommandType.PULL_MESSAGE).chance(0.1));
        }
        healed = backend.elapsed().plusMillis(random.nextInt(15_000));
    }

    /** The disk takes long to force, or to write, or to read. */
    void slowDisk() {
        if (!world.brokerIsUp()) {
            return;
        }
        String threads = List.of("mq-flush-", "mq-io-", "mq-broker-", "mq-delay-", "mq-read-")
                .get(random.nextInt(5));
        Duration pause = Duration.ofMillis(1 + random.nextInt(4_000));
        story.accept("slow disk: " + threads + " stands still for " + pause.toMillis());
        world.brokerNode().pauseThreads(name -> name.startsWith(threads), pause);
        injected.pause(pause);
    }

    /** A whole process stands still. */
    void pause(String node) {
        Duration pause = Duration.ofMillis(1 + random.nextInt(random.nextInt(4) == 0 ? 20_000 : 2_000));
        story.accept(node + " stands still for " + pause.toMillis());
        backend.node(node).pause(pause);
        if (node.equals(RuntimeWorld.BROKER)) {
            injected.pause(pause);
        }
    }

    /** The wall clock of a machine jumps. */
    void jumpClock(String node) {
        int millis = random.nextInt(random.nextInt(4) == 0 ? 180_000 : 10_000);
        Duration by = Duration.ofMillis(random.nextBoolean() ? millis * 20L : -millis);
        story.accept("the clock of " + node + " jumps by " + by.toMillis());
        SimulatedNode machine = backend.node(node);
        machine.jumpWall(by);
        if (node.equals(RuntimeWorld.BROKER)) {
            injected.jumped(by);
        }
    }
}
