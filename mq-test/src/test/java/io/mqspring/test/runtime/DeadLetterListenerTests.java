package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.message.TopicNames;
import io.mqspring.test.simulation.SimulatedBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener on another group's dead letters, which fails itself: its attempts are its own. */
class DeadLetterListenerTests {

    private static final String DEAD_LETTERS = TopicNames.deadLetterTopic("billing");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedBackend backend = SimulatedBackend.seeded(1);
    private final RuntimeWorld world = new RuntimeWorld(backend);
    private final List<Integer> attempts = new ArrayList<>();
    private final List<String> topics = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private final List<MessageView> deadAgain = new ArrayList<>();

    @AfterEach
    void end() {
        backend.close();
    }

    @ParameterizedTest
    @EnumSource(Ordering.class)
    void itsFirstFailureIsItsFirstAndTakesTheFirstDelay(Ordering ordering) {
        MqClient client = withOneDeadLetter();
        SubscriptionSettings settings = settings().withOrdering(ordering);
        undertaker(client, settings, 2);
        backend.advance(MINUTE);

        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(topics).containsOnly(DEAD_LETTERS);
        for (int retry = 1; retry < times.size(); retry++) {
            assertThat(times.get(retry).minus(times.get(retry - 1)))
                    .as("delay of retry %s", retry)
                    .isEqualTo(settings.effectiveRetries().delay(retry));
        }
        assertThat(deadAgain).isEmpty();
    }

    @Test
    void itDeadLettersWhenItHasFailedAsOftenAsItMay() {
        MqClient client = withOneDeadLetter();
        undertaker(client, settings().withRetries(2, List.of(Duration.ofSeconds(1))), Integer.MAX_VALUE);
        backend.advance(MINUTE);

        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(deadAgain).hasSize(1);
    }

    private MqClient withOneDeadLetter() {
        world.startBroker();
        MqClient client = world.localClient(RuntimeWorld.clientSettings());
        client.pushConsumer("billing")
                .subscribe("orders", "*", settings())
                .listener(messages -> ConsumeResult.reject("unknown customer"))
                .start();
        backend.advance(MINUTE);
        world.sendNow(client, "orders", "order-1");
        backend.advance(MINUTE);
        return client;
    }

    private void undertaker(MqClient client, SubscriptionSettings settings, int failures) {
        client.pushConsumer("undertaker")
                .subscribe(DEAD_LETTERS, "*", settings)
                .listener(messages -> {
                    MessageView letter = messages.get(0);
                    attempts.add(letter.attempt());
                    topics.add(letter.topic());
                    times.add(backend.elapsed());
                    if (attempts.size() <= failures) {
                        throw new IllegalStateException("no luck");
                    }
                    return ConsumeResult.success();
                })
                .start();
        client.pushConsumer("after-all")
                .subscribe(TopicNames.deadLetterTopic("undertaker"), "*", settings())
                .listener(messages -> {
                    deadAgain.addAll(messages);
                    return ConsumeResult.success();
                })
                .start();
    }

    private static SubscriptionSettings settings() {
        return SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest());
    }
}
