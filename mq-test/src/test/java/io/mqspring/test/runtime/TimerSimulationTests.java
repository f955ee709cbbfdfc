package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.SendException;
import io.mqspring.producer.SendResult;
import io.mqspring.store.FlushMode;
import io.mqspring.test.simulation.PowerLoss;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Timed messages of a broker that dies again and again. {@code -Dseeds=N} sets how many seeds are run. */
class TimerSimulationTests {

    private static final int SEEDS = Integer.getInteger("seeds", 12);
    private static final String TOPIC = "timed";
    private static final Duration LONGEST = Duration.ofSeconds(40);

    /** One timed message and what its sender knows of it. */
    private static final class Timed {
        private final String body;
        private final long due;
        private @Nullable CompletableFuture<SendResult> sent;
        private @Nullable CompletableFuture<String> recall;

        private Timed(String body, long due) {
            this.body = body;
            this.due = due;
        }

        private boolean isStored() {
            return sent != null && sent.isDone() && !sent.isCompletedExceptionally();
        }

        private boolean isTakenBack() {
            return recall != null && recall.isDone() && !recall.isCompletedExceptionally();
        }

        private boolean isTooLate() {
            return recall != null
                    && recall.isCompletedExceptionally()
                    && recall.handle((id, failure) -> failure instanceof SendException known
                                    && known.kind() == SendException.Kind.TOO_LATE)
                            .join();
        }
    }

    @Test
    void everyTimerIsDeliveredOnceAndNeverEarlyUnlessItWasTakenBack() {
        Simulation.overSeeds(SEEDS, world -> live(world, FlushMode.SYNC));
    }

    @Test
    void asynchronousFlushLosesNoTimerThatWasForced() {
        Simulation.overSeeds(Math.max(1, SEEDS / 4), world -> live(world, FlushMode.ASYNC));
    }

    private static void live(SimulatedBackend backend, FlushMode flush) {
        backend.expectFaults(fault -> fault instanceof PowerLoss);
        RuntimeWorld world = new RuntimeWorld(backend);
        world.brokerSettings(world.brokerSettings().withFlushMode(flush).withDefaultQueues(1));
        List<Timed> all = new ArrayList<>();
        for (int life = 0; life < 5; life++) {
            heal(world);
            world.startBroker();
            MqClient client = world.localClient(RuntimeWorld.clientSettings());
            for (int step = world.random.nextInt(15); step >= 0; step--) {
                step(world, client, all, life + "-" + step);
            }
            if (flush == FlushMode.ASYNC) {
                // Longer than the flush interval, so that what was acknowledged is forced.
                heal(world);
                backend.advance(Duration.ofSeconds(5));
            }
            end(world);
        }
        heal(world);
        world.startBroker();
        backend.advance(LONGEST.plusSeconds(10));
        MqClient client = world.localClient(RuntimeWorld.clientSettings());
        check(all, read(world, client));
        assertThat(world.broker().stats().delayed()).isEmpty();
    }

    private static void step(RuntimeWorld world, MqClient client, List<Timed> all, String name) {
        long now = world.backend.time().wallMillis();
        for (int i = world.random.nextInt(5); i > 0; i--) {
            long delay = world.random.nextBoolean()
                    ? 1 + world.random.nextInt(1500)
                    : 1 + world.random.nextLong(LONGEST.toMillis());
            Timed timed = new Timed(name + "-" + i, now + delay);
            all.add(timed);
            timed.sent = client.producer()
                    .sendAsync(Message.to(TOPIC)
                            .property(PropertyNames.TIMER_DELIVER_MS, Long.toString(timed.due))
                            .body(timed.body.getBytes(StandardCharsets.UTF_8))
                            .build());
        }
        switch (world.random.nextInt(8)) {
            case 0 -> world.disk.failForces(world.random.nextBoolean());
            case 1 -> world.disk.setFreeBytes(world.random.nextBoolean() ? 1 << 16 : 1L << 40);
            default -> heal(world);
        }
        world.backend.advance(Duration.ofMillis(world.random.nextInt(2500)));
        for (Timed timed : all) {
            if (timed.isStored() && timed.recall == null && world.random.nextInt(12) == 0) {
                SendResult stored = timed.sent == null ? null : timed.sent.join();
                if (stored != null && stored.recallHandle().isPresent()) {
                    timed.recall =
                            client.producer().recallAsync(stored.recallHandle().get());
                }
            }
        }
        world.backend.advance(Duration.ofMillis(world.random.nextInt(300)));
    }

    private static void heal(RuntimeWorld world) {
        world.disk.failForces(false);
        world.disk.setFreeBytes(1L << 40);
    }

    private static void end(RuntimeWorld world) {
        switch (world.random.nextInt(4)) {
            case 0 -> world.killBroker();
            case 1 -> {
                world.broker().close();
                world.losePower();
            }
            default -> world.losePower();
        }
    }

    private static void check(List<Timed> all, List<MessageView> delivered) {
        Map<String, MessageView> byBody = new HashMap<>();
        for (MessageView view : delivered) {
            String body = new String(view.body(), StandardCharsets.UTF_8);
            assertThat(byBody.put(body, view)).as("%s is there twice", body).isNull();
        }
        for (Timed timed : all) {
            MessageView view = byBody.get(timed.body);
            if (view != null) {
                assertThat(view.storeTimestamp()).as("%s is early", timed.body).isGreaterThanOrEqualTo(timed.due);
                assertThat(timed.isTakenBack())
                        .as("%s was taken back", timed.body)
                        .isFalse();
            } else if (timed.isStored() && (timed.recall == null || timed.isTooLate())) {
                throw new AssertionError(timed.body + " is lost");
            }
        }
    }

    private static List<MessageView> read(RuntimeWorld world, MqClient client) {
        List<MessageView> views = new ArrayList<>();
        client.pushConsumer("check")
                .subscribe(TOPIC, "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()), batch -> {
                    views.addAll(batch);
                    return CompletableFuture.completedFuture(ConsumeResult.success());
                })
                .start();
        world.backend.advance(RuntimeWorld.SOON);
        return views;
    }
}
