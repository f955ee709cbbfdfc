package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.PropertyNames;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetSubscriptionGroupsRequest;
import io.mqspring.protocol.GetTopicConfigRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.store.StoreException;
import io.mqspring.store.config.ConfigDirectory;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Damage in the broker's own files (topics, groups, offsets, progress of delays, and their backups): the broker knows what it
 * knew, or what the backup tells, and nothing else; and every message that waits for its time comes.
 */
class ConfigDamageTests {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(45);
    private static final int MESSAGES = 6;

    /** Made once: it is expensive, and never changed. */
    private static Scene scene;

    @BeforeAll
    static void live() {
        scene = new Scene();
    }

    /** Of bits everywhere and cuts everywhere, what is read is the file or its backup, as they were. */
    @Test
    void flippedBitsAndCutsAreNoticed() {
        for (String path : scene.files()) {
            if (!path.endsWith(".bak")) {
                byte[] content = scene.disk.content(path);
                Map<String, Object> whole = load(path, disk -> {});
                Map<String, Object> backup = load(path, disk -> disk.remove(path));
                for (int bit = 0; bit < content.length * 8; bit += 11) {
                    int flipped = bit;
                    assertThat(load(path, disk -> disk.flipBit(path, flipped / 8, flipped % 8)))
                            .as("bit %d of %s", bit, path)
                            .isIn(whole, backup);
                }
                for (int at = 0; at < content.length; at += 7) {
                    int end = at;
                    assertThat(load(path, disk -> disk.truncate(path, end)))
                            .as("%s cut at byte %d", path, at)
                            .isEqualTo(backup);
                    assertThat(load(path, disk -> disk.overwrite(path, end, new byte[content.length - end])))
                            .as("%s with zeros from byte %d", path, at)
                            .isEqualTo(backup);
                }
            }
        }
    }

    @Test
    void aBrokerStartsOverADamagedFileWithWhatItsBackupTells() {
        for (String path : scene.files()) {
            int length = scene.disk.content(path).length;
            check(path, "bit flipped in the middle", disk -> disk.flipBit(path, length / 2, 1));
        }
    }

    @Test
    void aBrokerRefusesToStartWhenBothAreDamagedAndSaysWhatToDo() {
        for (String path : scene.files()) {
            if (!path.endsWith(".bak")) {
                assertThatThrownBy(() -> scene.stateAfter(disk -> {
                            disk.truncate(path, 20);
                            disk.truncate(path + ".bak", 20);
                        }))
                        .as(path)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(path)
                        .hasMessageContaining("Repair one of them");
            }
        }
    }

    @Test
    void withoutFileAndBackupTheBrokerBeginsWithWhatTheLogTells() {
        for (String path : scene.files()) {
            if (!path.endsWith(".bak")) {
                State found = scene.stateAfter(disk -> {
                    disk.remove(path);
                    disk.remove(path + ".bak");
                });
                assertThat(found.messages()).as(path).isBetween(MESSAGES, 2 * MESSAGES);
            }
        }
    }

    /** What a file has but for its last member, the checksum, under whatever name and value damage gave that. */
    private static Map<String, Object> load(String path, Consumer<SimulatedDisk> damage) {
        SimulatedDisk disk = scene.configOnly();
        damage.accept(disk);
        Map<String, Object> document = new LinkedHashMap<>();
        String last = "";
        for (Object name : new ConfigDirectory(disk)
                .load(path.substring("config/".length()), LinkedHashMap.class)
                .orElseThrow()
                .entrySet()) {
            Map.Entry<?, ?> member = (Map.Entry<?, ?>) name;
            last = String.valueOf(member.getKey());
            document.put(last, member.getValue());
        }
        document.remove(last);
        return document;
    }

    private static void check(String path, String damage, Consumer<SimulatedDisk> damaging) {
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
            assertThat(found.known())
                    .as(where)
                    .isIn(scene.whole.known(), scene.stateWithout(path).known());
        }
        assertThat(found.messages()).as(where).isBetween(MESSAGES, 2 * MESSAGES);
    }

    /** What a broker knows, and how many messages have come after a while. */
    private record State(Set<String> known, int messages) {}

    /** A directory with everything in it, twice over, so that each file has a backup that differs from it. */
    private static final class Scene {

        final SimulatedDisk disk;
        final State whole;
        private final SimulatedDisk config;
        private final Map<String, State> without = new HashMap<>();

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
                                .listener(views -> ConsumeResult.success())
                                .start();
                        world.ask(new UpdateConsumerOffsetRequest(group, "orders", 0, 1 + round));
                    }
                    backend.advance(Duration.ofSeconds(30));
                }
                world.killBroker();
                this.disk = world.disk;
            }
            this.config = disk.copy();
            config.paths().stream().filter(path -> !path.startsWith("config/")).forEach(config::remove);
            this.whole = stateAfter(untouched -> {});
        }

        SimulatedDisk configOnly() {
            return config.copy();
        }

        List<String> files() {
            List<String> files = disk.paths().stream()
                    .filter(path -> path.startsWith("config/"))
                    .toList();
            assertThat(files)
                    .contains("config/topics.json", "config/topics.json.bak", "config/consumerOffset.json.bak");
            return files;
        }

        State stateWithout(String path) {
            return without.computeIfAbsent(path, gone -> stateAfter(copy -> copy.remove(gone)));
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
                    .ifPresent(groups -> known.addAll(
                            groups.groups().stream().map(Object::toString).collect(Collectors.toSet())));
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
