package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A listener that stops or is slow keeps no more than it may, and nobody else waits for it. */
class MemorySimulationTests {

    private static final int SEEDS = 5;
    private static final int MESSAGES = 400;
    private static final int BODY = 8 * 1024;
    private static final int MAX_CACHED = 50;
    private static final int PULL_BATCH = 16;
    private static final int QUEUES = 2;
    private static final long MAX_BYTES = 512 * 1024;
    /** The largest pull and what one answer may exceed it by. */
    private static final long ONE_ANSWER = 256 * 1024 + 2 * BODY;

    @Test
    void aStoppedListenerKeepsNoMoreMessagesThanItMayAndGoesOnWhenItIsFree() {
        Simulation.overSeeds(SEEDS, backend -> {
            Scene scene = new Scene(backend, 64L * 1024 * 1024);
            scene.flood();
            assertThat(scene.healthy).isEqualTo(MESSAGES);
            assertThat(scene.maxMessages).isBetween(1, MAX_CACHED);
            assertThat(scene.stuckCalls).hasSize(scene.settings.concurrency());
            scene.free();
            backend.advance(Duration.ofMinutes(1));
            assertThat(scene.freed).isEqualTo(MESSAGES);
            scene.assertNothingKept();
        });
    }

    @Test
    void aStoppedListenerKeepsNoMoreBytesThanTheClientMayAndLeavesRoomForOthers() {
        Simulation.overSeeds(SEEDS, backend -> {
            Scene scene = new Scene(backend, MAX_BYTES);
            scene.flood();
            assertThat(scene.healthy).isEqualTo(MESSAGES);
            assertThat(scene.maxBytes).isBetween(1L, MAX_BYTES / 2 + QUEUES * ONE_ANSWER);
            scene.free();
            backend.advance(Duration.ofMinutes(1));
            assertThat(scene.freed).isEqualTo(MESSAGES);
            scene.assertNothingKept();
        });
    }

    /** One client, one group that is stuck, one that is not. */
    private static final class Scene {

        private final SimulatedBackend backend;
        private final RuntimeWorld world;
        private final MqClient producer;
        private final PushConsumer stuck;
        private final PushConsumer other;
        private final SubscriptionSettings settings = SubscriptionSettings.defaults()
                .withStartFrom(StartFrom.earliest())
                .withPullBatch(PULL_BATCH)
                .withMaxCachedMessages(MAX_CACHED, 10 * MAX_CACHED);
        private final List<CompletableFuture<ConsumeResult>> stuckCalls = new ArrayList<>();
        private boolean free;
        private int healthy;
        private int freed;
        private int maxMessages;
        private long maxBytes;

        Scene(SimulatedBackend backend, long maxCachedBytes) {
            this.backend = backend;
            this.world = new RuntimeWorld(backend);
            world.startBroker();
            world.broker().createTopic("orders", QUEUES);
            ClientSettings clientSettings = RuntimeWorld.clientSettings().withMaxCachedBytes(maxCachedBytes);
            this.producer = world.remoteClient("producer", RuntimeWorld.clientSettings());
            MqClient client = world.remoteClient("app", clientSettings);
            this.stuck = client.pushConsumer("stuck")
                    .subscribe("orders", "*", settings, messages -> {
                        freed += free ? messages.size() : 0;
                        CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
                        if (free) {
                            result.complete(ConsumeResult.success());
                        } else {
                            stuckCalls.add(result);
                        }
                        return result;
                    })
                    .start();
            this.other = client.pushConsumer("other")
                    .subscribe("orders", "*", settings)
                    .listener(messages -> {
                        healthy += messages.size();
                        return ConsumeResult.success();
                    })
                    .start();
            backend.advance(Duration.ofSeconds(1));
            backend.afterEachStep(this::measure);
        }

        void flood() {
            for (int i = 0; i < MESSAGES; i++) {
                world.await(producer.producer()
                        .sendAsync(Message.to("orders").body(noise(i)).build()));
            }
            backend.advance(Duration.ofMinutes(1));
        }

        void free() {
            free = true;
            freed += stuckCalls.size();
            stuckCalls.forEach(call -> call.complete(ConsumeResult.success()));
        }

        void assertNothingKept() {
            for (PushConsumer consumer : List.of(stuck, other)) {
                assertThat(consumer.queues()).isNotEmpty().allSatisfy(queue -> {
                    assertThat(queue.cachedMessages()).isZero();
                    assertThat(queue.cachedBytes()).isZero();
                });
            }
        }

        private void measure() {
            long bytes = 0;
            for (QueueProgress queue : stuck.queues()) {
                maxMessages = Math.max(maxMessages, queue.cachedMessages());
                bytes += queue.cachedBytes();
            }
            maxBytes = Math.max(maxBytes, bytes);
        }

        /** Does not get smaller when compressed. */
        private byte[] noise(int number) {
            byte[] body = new byte[BODY];
            world.random.nextBytes(body);
            body[0] = (byte) number;
            return body;
        }
    }
}
