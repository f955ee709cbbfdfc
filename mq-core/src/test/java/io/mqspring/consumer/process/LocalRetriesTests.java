package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.observe.ClientObserver;
import io.mqspring.scripted.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalRetriesTests {

    private static final SubscriptionSettings SETTINGS = SubscriptionSettings.defaults()
            .withRetriesInPlace(RetryPolicy.inPlace(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))));

    private final DispatcherRig rig = new DispatcherRig();
    private final AtomicReference<Dispatcher> dispatcher = new AtomicReference<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> observed = new ArrayList<>();

    private CompletionStage<ConsumeResult> result =
            CompletableFuture.failedFuture(new IllegalStateException("no luck"));

    private Dispatcher start(SubscriptionSettings settings) {
        LocalRetries retries = new LocalRetries(
                "cache",
                rig.loop,
                RandomGenerator.getDefault(),
                new ClientObserver() {
                    @Override
                    public void onRetry(String group, String topic, int attempt) {
                        observed.add("retry " + attempt);
                    }

                    @Override
                    public void onDropped(String group, String topic, String reason) {
                        observed.add("dropped " + reason);
                    }
                },
                message -> Objects.requireNonNull(dispatcher.get()).submit(List.of(message)));
        DispatcherParts parts = new DispatcherParts(
                "cache", rig.backend.workers(), rig.loop, rig.backend.time(), RandomGenerator.getDefault(), retries);
        Dispatcher made = Dispatcher.of(parts, settings, this::consume);
        dispatcher.set(made);
        return made;
    }

    private CompletionStage<ConsumeResult> consume(List<MessageView> views) {
        calls.add(rig.backend.time().nanoTime() / 1_000_000 + " "
                + DispatcherRig.place(views.get(0)) + " #"
                + views.get(0).attempt());
        return result;
    }

    @Test
    void each_attempt_has_the_next_number_and_the_last_one_is_followed_by_nothing() {
        rig.submit(start(SETTINGS), 0, 1);

        rig.advance(10_000);

        assertThat(calls).containsExactly("0 0/0 #1", "1000 0/0 #2", "3000 0/0 #3");
        assertThat(observed).containsExactly("retry 1", "retry 2", "dropped attempts-exhausted");
        assertThat(rig.window(0).committableOffset()).isEqualTo(1);
        assertThat(rig.window(0).running()).isZero();
    }

    @Test
    void a_postponed_message_is_delivered_again_with_the_same_number() {
        result = CompletableFuture.completedFuture(ConsumeResult.postponed(Duration.ofSeconds(1)));
        rig.submit(start(SETTINGS), 0, 1);

        rig.advance(2_500);
        result = CompletableFuture.completedFuture(ConsumeResult.success());
        rig.advance(10_000);

        assertThat(calls).containsExactly("0 0/0 #1", "1000 0/0 #1", "2000 0/0 #1", "3000 0/0 #1");
        assertThat(observed).isEmpty();
        assertThat(rig.window(0).committableOffset()).isEqualTo(1);
    }

    @Test
    void who_waits_too_much_in_order_is_dropped_and_no_log_speaks_of_a_dead_letter_topic() {
        SubscriptionSettings narrow = SETTINGS.withOrdering(Ordering.KEY).withMaxCachedMessages(4, 4);
        try (LogLines log = LogLines.of("io.mqspring.consumer.process", Level.WARN)) {
            rig.submit(start(narrow), 0, 3);

            assertThat(observed).contains("dropped window-full");
            assertThat(log.lines())
                    .filteredOn(line ->
                            Stream.of("0/0", "offset 0", "max-cached-messages").anyMatch(line::contains))
                    .hasSize(2)
                    .noneMatch(line -> line.contains("goes to the dead-letter topic"))
                    .anyMatch(line -> line.contains("is dropped before its retries are over"))
                    .anyMatch(line -> line.contains("since too much waits for failed messages of its queue"));
        }
    }
}
