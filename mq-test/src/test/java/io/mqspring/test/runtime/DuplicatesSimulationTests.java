package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.CommandType;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.Simulation;
import io.mqspring.test.simulation.Traffic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where at least once means twice: what is consumed and not yet committed comes again, and nothing else does. */
class DuplicatesSimulationTests {

    private static final int SEEDS = 20;
    private static final String TOPIC = "orders";
    private static final String GROUP = "billing";
    private static final int QUEUES = 2;
    /** Longer than the client's and the broker's intervals of five seconds together. */
    private static final Duration ON_DISK = Duration.ofSeconds(12);

    private static final Duration BEFORE_ANY_SYNC = Duration.ofMillis(500);
    private static final Duration TAKE_OVER = Duration.ofSeconds(60);

    @Test
    @DisplayName("S9_duplicates_afterTheBrokerLosesPowerBeforeOffsetsAreOnDisk")
    void afterTheBrokerLosesPowerBeforeOffsetsAreOnDisk() {
        Counter duplicates = new Counter();
        Simulation.overSeeds(SEEDS, backend -> {
            Scene scene = new Scene(backend);
            scene.send(20);
            backend.advance(ON_DISK);
            Map<Integer, Long> safe = scene.committed();
            assertThat(scene.consumed).hasSize(20);
            scene.send(10);
            backend.advance(Duration.ofSeconds(1 + scene.world.random.nextInt(5)));
            backend.node("one").crash();
            scene.world.losePower();
            backend.advance(Duration.ofSeconds(1));
            scene.world.startBroker();
            scene.join("two");
            scene.send(5);
            backend.advance(TAKE_OVER);
            scene.assertNothingLost(35);
            duplicates.count += scene.assertRepeatedOnlyFrom(safe);
        });
        assertThat(duplicates.count).as("duplicates over all seeds").isPositive();
    }

    @Test
    @DisplayName("S9_duplicates_notForAConsumerThatOutlivesTheBroker")
    void notForAConsumerThatOutlivesTheBroker() {
        Simulation.overSeeds(SEEDS, backend -> {
            Scene scene = new Scene(backend);
            scene.send(20);
            backend.advance(Duration.ofMillis(100 + scene.world.random.nextInt(8_000)));
            assertThat(scene.consumed).hasSize(20);
            scene.world.losePower();
            backend.advance(Duration.ofSeconds(2));
            scene.world.startBroker();
            backend.advance(TAKE_OVER);
            scene.send(5);
            backend.advance(TAKE_OVER);
            scene.assertNothingLost(25);
            assertThat(scene.consumed).doesNotHaveDuplicates();
        });
    }

    @Test
    @DisplayName("S9_duplicates_afterAConsumerDiesBeforeItsOffsetSync")
    void afterAConsumerDiesBeforeItsOffsetSync() {
        Counter duplicates = new Counter();
        Simulation.overSeeds(SEEDS, backend -> {
            Scene scene = new Scene(backend);
            scene.send(20);
            backend.advance(ON_DISK);
            scene.send(10);
            backend.advance(BEFORE_ANY_SYNC);
            assertThat(scene.consumed).hasSize(30);
            Map<Integer, Long> known = scene.committed();
            backend.node("one").crash();
            scene.join("two");
            backend.advance(TAKE_OVER);
            scene.assertNothingLost(30);
            duplicates.count += scene.assertRepeatedOnlyFrom(known);
        });
        assertThat(duplicates.count).as("duplicates over all seeds").isPositive();
    }

    @Test
    @DisplayName("S9_duplicates_afterAnOffsetUpdateIsLostOnTheNetwork")
    void afterAnOffsetUpdateIsLostOnTheNetwork() {
        Counter duplicates = new Counter();
        Simulation.overSeeds(SEEDS, backend -> {
            Scene scene = new Scene(backend);
            backend.advance(Duration.ofSeconds(1));
            scene.world.network.firewall().drop(Traffic.requests(CommandType.UPDATE_CONSUMER_OFFSET));
            scene.send(20);
            backend.advance(Duration.ofSeconds(6 + scene.world.random.nextInt(7)));
            assertThat(scene.consumed).hasSize(20);
            Map<Integer, Long> known = scene.committed();
            backend.node("one").crash();
            scene.world.network.firewall().clear();
            scene.join("two");
            backend.advance(TAKE_OVER);
            scene.assertNothingLost(20);
            duplicates.count += scene.assertRepeatedOnlyFrom(known);
        });
        assertThat(duplicates.count).as("duplicates over all seeds").isPositive();
    }

    @Test
    @DisplayName("S9_duplicates_noneAfterAnOrderlyStop")
    void noneAfterAnOrderlyStop() {
        Simulation.overSeeds(SEEDS, backend -> {
            Scene scene = new Scene(backend);
            scene.send(20);
            backend.advance(BEFORE_ANY_SYNC);
            assertThat(scene.consumed).hasSize(20);
            scene.world.await(scene.member("one").shutdown());
            scene.join("two");
            scene.send(5);
            backend.advance(TAKE_OVER);
            scene.assertNothingLost(25);
            assertThat(scene.consumed).doesNotHaveDuplicates();
        });
    }

    @Test
    @DisplayName("S9_duplicates_aGroupThatBeganAtTheEndForgetsNothingWhenAllDiesAtOnce")
    void aGroupThatBeganAtTheEndForgetsNothingWhenAllDiesAtOnce() {
        Simulation.overSeeds(SEEDS, backend -> {
            Scene scene = new Scene(backend, StartFrom.latest());
            backend.advance(Duration.ofMillis(100));
            backend.node("one").crash();
            scene.send(3);
            scene.world.losePower();
            scene.world.startBroker();
            scene.join("two");
            backend.advance(TAKE_OVER);
            scene.assertNothingLost(3);
        });
    }

    /** Counts in lambdas. */
    private static final class Counter {
        private int count;
    }

    /** A broker, a producer, one consuming member after the other. */
    private static final class Scene {

        private final RuntimeWorld world;
        private final StartFrom from;
        private final MqClient producer;
        private final Map<String, MqClient> members = new HashMap<>();
        private final List<String> sent = new ArrayList<>();
        private final List<String> consumed = new ArrayList<>();
        private final Map<String, MessageView> places = new HashMap<>();

        Scene(SimulatedBackend backend) {
            this(backend, StartFrom.earliest());
        }

        Scene(SimulatedBackend backend, StartFrom from) {
            this.world = new RuntimeWorld(backend);
            this.from = from;
            world.startBroker();
            world.broker().createTopic(TOPIC, QUEUES);
            this.producer = world.remoteClient("producer", RuntimeWorld.clientSettings());
            join("one");
            backend.advance(Duration.ofSeconds(1));
        }

        void join(String node) {
            MqClient client = world.remoteClient(node, RuntimeWorld.clientSettings());
            members.put(node, client);
            client.pushConsumer(GROUP)
                    .subscribe(TOPIC, "*", SubscriptionSettings.defaults().withStartFrom(from))
                    .listener(messages -> {
                        for (MessageView view : messages) {
                            String text = new String(view.body(), StandardCharsets.UTF_8);
                            consumed.add(text);
                            places.put(text, view);
                        }
                        return ConsumeResult.success();
                    })
                    .start();
        }

        MqClient member(String node) {
            MqClient client = members.get(node);
            if (client == null) {
                throw new IllegalArgumentException("no member " + node);
            }
            return client;
        }

        void send(int count) {
            for (int i = 0; i < count; i++) {
                String body = "m" + sent.size();
                world.sendNow(producer, TOPIC, body);
                sent.add(body);
            }
        }

        Map<Integer, Long> committed() {
            Map<Integer, Long> offsets = new HashMap<>();
            for (int queue = 0; queue < QUEUES; queue++) {
                offsets.put(queue, world.committed(GROUP, TOPIC, queue).orElse(0));
            }
            return offsets;
        }

        void assertNothingLost(int count) {
            assertThat(sent).hasSize(count);
            assertThat(new HashSet<>(consumed)).isEqualTo(new HashSet<>(sent));
        }

        /** How many came again; each of them at or after what was committed on its queue. */
        int assertRepeatedOnlyFrom(Map<Integer, Long> committed) {
            Set<String> once = new HashSet<>();
            int repeated = 0;
            for (String text : consumed) {
                if (!once.add(text)) {
                    repeated++;
                    MessageView place = places.get(text);
                    if (place == null) {
                        throw new AssertionError(text + " was consumed nowhere");
                    }
                    assertThat(place.offset())
                            .as("offset of %s, which came again", place)
                            .isGreaterThanOrEqualTo(
                                    committed.getOrDefault(place.queue().queueId(), 0L));
                }
            }
            return repeated;
        }
    }
}
