package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.PropertyNames;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetSubscriptionGroupsRequest;
import io.mqspring.protocol.GetTopicConfigRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.store.StoreException;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damage in the broker's own files (topics, groups, offsets, progress of delays, and their backups): the broker knows what it
 * knew, or what the backup tells, and nothing else; and every message that waits for its time comes.
 */
class ConfigDamageTests {

    private static final int STRIDE = 61;
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);
    private static final int MESSAGES = 6;

    @Test
    void aFlippedBitIsNoticed() {
        Scene scene = new Scene();
        flip(scene, STRIDE);
    }

    @Test
    void aFileThatIsCutIsReadFromItsBackup() {
        Scene scene = new Scene();
        cut(scene, 17);
    }

    @Test
    @Tag("ci")
    void everyFlippedBitAndEveryCutIsNoticed() {
        Scene scene = new Scene();
        flip(scene, 3);
        cut(scene, 1);
    }

    @Test
    void withoutFileAndBackupTheBrokerBeginsWithWhatTheLogTells() {
        Scene scene = new Scene();
        for (String path : scene.files()) {
            State found = scene.stateAfter(disk -> {
                disk.remove(path);
                disk.remove(path.endsWith(".bak") ? path.substring(0, path.length() - 4) : path + ".bak");
            });
            assertThat(found.messages()).as(path).isBetween(MESSAGES, 2 * MESSAGES);
        }
    }

    private static void flip(Scene scene, int stride) {
        for (String path : scene.files()) {
            int bits = scene.disk.content(path).length * 8;
            for (int bit = 0; bit < bits; bit += stride) {
                int flipped = bit;
                check(scene, path, "bit " + bit, disk -> disk.flipBit(path, flipped / 8, flipped % 8));
            }
        }
    }

    private static void cut(Scene scene, int stride) {
        for (String path : scene.files()) {
            int length = scene.disk.content(path).length;
            for (int at = 0; at < length; at += stride) {
                int end = at;
                check(scene, path, "cut at byte " + at, disk -> disk.truncate(path, end));
                check(scene, path, "zeros from byte " + at, disk -> disk.overwrite(path, end, new byte[length - end]));
            }
        }
    }

    private static void check(Scene scene, String path, String damage, Consumer<SimulatedDisk> damaging) {
        String where = damage + " of " + path;
        State found;
        try {
            found = scene.stateAfter(damaging);
        } catch (StoreException refused) {
            throw new AssertionError(where + ": the backup was there, but " + refused.getMessage(), refused);
        }
        if (path.endsWith(".bak")) {
            assertThat(found.known()).as(where).isEqualTo(scene.whole.known());
        } else {
            assertThat(found.known()).as(where).isIn(scene.whole.known(), scene.stateWithout(path).known());
        }
        assertThat(found.messages()).as(where).isBetween(MESSAGES, 2 * MESSAGES);
    }

    /** What a broker knows, and how many messages have come after a while. */
    private record State(Set<String> known, int messages) {}

    /** A directory with everything in it, twice over, so that each file has a backup that differs from it. */
    private static final class Scene {

        final SimulatedDisk disk;
        final State whole;

        Scene() {
            try (SimulatedBackend backend = SimulatedBackend.seeded(1)) {
                RuntimeWorld world = new RuntimeWorld(backend);
                world.startBroker();
                for (int round = 0; round < 2; round++) {
                    world.broker().createTopic("orders", 2);
                    world.broker().createTopic("topic-" + round, 3 + round);
                    send(world, round, "");
                    send(world, round, PropertyNames.DELAY + "\u00011\u0002");
                    send(world, round, PropertyNames.TIMER_DELAY_SEC + "\u00012\u0002");
                    for (String group : List.of("billing", "shipping")) {
                        world.localClient(RuntimeWorld.clientSettings())
                                .pushConsumer(group + round)
                                .subscribe("nothing", "*")
                                .listener(views -> io.mqspring.consumer.ConsumeResult.success())
                                .start();
                        world.ask(new UpdateConsumerOffsetRequest(group, "orders", 0, 1 + round));
                    }
                    backend.advance(Duration.ofSeconds(30));
                }
                world.killBroker();
                this.disk = world.disk;
            }
            this.whole = stateAfter(untouched -> {});
        }

        List<String> files() {
            List<String> files = disk.paths().stream()
                    .filter(path -> path.startsWith("config/"))
                    .toList();
            assertThat(files).contains("config/topics.json", "config/topics.json.bak", "config/consumerOffset.json.bak");
            return files;
        }

        State stateWithout(String path) {
            return stateAfter(copy -> copy.remove(path));
        }

        State stateAfter(Consumer<SimulatedDisk> damage) {
            SimulatedDisk copy = disk.copy();
            damage.accept(copy);
            try (SimulatedBackend backend = SimulatedBackend.seeded(2)) {
                RuntimeWorld world = new RuntimeWorld(backend, copy);
                world.startBroker();
                Set<String> known = known(world);
                backend.advance(LONG_ENOUGH);
                return new State(known, (int) (end(world, 0) + end(world, 1)));
            }
        }

        private static Set<String> known(RuntimeWorld world) {
            Set<String> known = new TreeSet<>();
            for (String topic : List.of("orders", "topic-0", "topic-1")) {
                world.ask(new GetTopicConfigRequest(topic)).ifPresent(config -> known.add(config.toString()));
            }
            world.ask(new GetSubscriptionGroupsRequest())
                    .ifPresent(groups -> known.addAll(groups.groups().stream()
                            .map(Object::toString)
                            .collect(Collectors.toSet())));
            for (String group : List.of("billing", "shipping")) {
                known.add(group + " " + world.committed(group, "orders", 0));
            }
            return known;
        }

        private static long end(RuntimeWorld world, int queue) {
            return world.ask(new GetMaxOffsetRequest("orders", queue))
                    .map(OffsetResponse::offset)
                    .orElse(-1L);
        }

        private static void send(RuntimeWorld world, int queue, String properties) {
            byte[] body = ("message " + queue).getBytes(StandardCharsets.UTF_8);
            world.ask(new SendMessageRequest(
                    "p", "orders", "TBW102", 2, queue, 0, 0, 0, properties, 0, -1, ByteBuffer.wrap(body)));
            world.backend.advance(Duration.ofSeconds(1));
        }
    }
}
