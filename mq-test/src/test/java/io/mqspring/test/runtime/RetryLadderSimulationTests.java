package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.test.simulation.SimulatedBackend;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Hours of retries, from the first failure to the dead-letter topic. */
class RetryLadderSimulationTests {

    private static final Duration LADDER = Duration.ofHours(4).plusMinutes(45).plusSeconds(40);
    /** A message may take this long to cross the network, there and back. */
    private static final Duration CROSSING = Duration.ofMillis(50);

    /** The target is a second; a loaded machine gets more. */
    private static final Duration REAL_TIME = Duration.ofSeconds(10);

    private static final int ATTEMPTS_TOLD = 16;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(1));
    private final List<Duration> attempts = new ArrayList<>();
    private final List<MessageView> dead = new ArrayList<>();
    private final List<String> healthy = new ArrayList<>();

    @Test
    void theDefaultLadderEndsInTheDeadLetterTopicInProcess() {
        world.startBroker();
        MqClient client = world.localClient(RuntimeWorld.clientSettings());
        climb(client);
        // To the millisecond: nothing takes time here but the delays.
        assertDelays(Duration.ZERO);
        assertDeadLetter();
    }

    @Test
    @DisplayName("S10_onlyTheFailingGroupSeesRedeliveries_acrossTheNetwork")
    void onlyTheFailingGroupSeesRedeliveries() {
        world.startBroker();
        MqClient client = world.remoteClient("app", RuntimeWorld.clientSettings());
        climb(client);
        assertDelays(CROSSING);
        assertDeadLetter();
        assertThat(healthy).containsExactly("order-1");
    }

    private void climb(MqClient client) {
        // Classes are loaded, and the group has begun, before time is taken.
        client.pushConsumer("billing")
                .subscribe("orders", "*")
                .listener(messages -> {
                    attempts.add(world.backend.elapsed());
                    throw new IllegalStateException("no luck");
                })
                .start();
        client.pushConsumer("shipping")
                .subscribe("orders", "*")
                .listener(messages -> {
                    messages.forEach(view -> healthy.add(text(view)));
                    return ConsumeResult.success();
                })
                .start();
        world.backend.advance(Duration.ofSeconds(5));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = System.nanoTime();
        long beginCpu = threads.getCurrentThreadCpuTime();
        assertTimeout(REAL_TIME, () -> {
            world.sendNow(client, "orders", "order-1");
            world.backend.advance(LADDER.plusSeconds(1));
        });
        System.out.printf(
                "retry ladder: %s of virtual time in %d ms, %d ms of them on a processor%n",
                LADDER,
                (System.nanoTime() - begin) / NANOS_PER_MILLI,
                (threads.getCurrentThreadCpuTime() - beginCpu) / NANOS_PER_MILLI);
        client.pushConsumer("undertaker")
                .subscribe(
                        TopicNames.deadLetterTopic("billing"),
                        "*",
                        SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(messages -> {
                    dead.addAll(messages);
                    return ConsumeResult.success();
                })
                .start();
        world.backend.advance(Duration.ofMinutes(1));
    }

    private void assertDelays(Duration tolerance) {
        SubscriptionSettings settings = SubscriptionSettings.defaults();
        assertThat(attempts).hasSize(settings.retries().maxAttempts() + 1);
        for (int retry = 1; retry < attempts.size(); retry++) {
            Duration delay = attempts.get(retry).minus(attempts.get(retry - 1));
            assertThat(delay)
                    .as("delay of retry %s", retry)
                    .isBetween(
                            settings.retries().delay(retry),
                            settings.retries().delay(retry).plus(tolerance));
        }
    }

    private void assertDeadLetter() {
        assertThat(dead).hasSize(1);
        MessageView letter = dead.get(0);
        assertThat(text(letter)).isEqualTo("order-1");
        assertThat(letter.property(PropertyNames.MQ_DEAD_LETTER_REASON)).contains("attempts-exhausted");
        assertThat(letter.property(PropertyNames.MQ_ORIGIN_TOPIC)).contains("orders");
        assertThat(letter.property(PropertyNames.MQ_ORIGIN_QUEUE)).isPresent();
        assertThat(letter.property(PropertyNames.MQ_ORIGIN_OFFSET)).contains("0");
        assertThat(letter.property(PropertyNames.MQ_ERROR_CLASS)).contains(IllegalStateException.class.getName());
        assertThat(letter.property(PropertyNames.MQ_ERROR_MESSAGE)).contains("no luck");
        assertThat(letter.property(PropertyNames.MQ_APPLICATION)).contains("simulation 1");
        assertThat(letter.property(PropertyNames.MQ_ATTEMPTS).orElse("").split(";"))
                .hasSize(ATTEMPTS_TOLD);
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }
}
