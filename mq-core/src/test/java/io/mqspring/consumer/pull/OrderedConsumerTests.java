package io.mqspring.consumer.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RunningConsumer;
import io.mqspring.consumer.RunningConsumer.Listening;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.scripted.LogLines;
import io.mqspring.scripted.ModelBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer in order, from the pull to the committed offset and the dead-letter topic. */
class OrderedConsumerTests {

    private static final MessageQueue QUEUE = ModelBroker.queue("orders", 0);
    private static final SubscriptionSettings KEY =
            SubscriptionSettings.defaults().withOrdering(Ordering.KEY).withStartFrom(StartFrom.earliest());

    private final ConsumerRig rig = new ConsumerRig();
    private final List<String> consumed = new ArrayList<>();
    private String failing = "";

    @BeforeEach
    void makeTheTopic() {
        rig.broker.topic("orders", 2);
    }

    @Test
    void a_dead_letter_tells_each_attempt_that_was_made_in_place_with_its_time() {
        failing = "a1";
        append(0, "a", "a1");
        append(0, "a", "a2");
        append(0, "b", "b1");
        RunningConsumer consumer = start(rig, KEY, this::consume);
        rig.backend.advance(Duration.ofSeconds(10));
        assertThat(consumed).containsSubsequence("a1 #1", "b1 #1", "a1 #2", "a1 #3", "a1 #4");
        assertThat(rig.broker.committed(ConsumerRig.GROUP, QUEUE)).hasValue(0);

        rig.backend.advance(Duration.ofSeconds(50));

        assertThat(consumed).endsWith("a1 #5", "a1 #6", "a2 #1");
        SendMessageRequest letter =
                rig.broker.requests(SendMessageRequest.class).get(0);
        assertThat(letter.reconsumeTimes()).isEqualTo(6);
        Map<String, String> told = MessageProperties.decode(letter.properties());
        assertThat(told)
                .containsEntry(PropertyNames.MQ_DEAD_LETTER_REASON, "attempts-exhausted")
                .containsEntry(PropertyNames.MQ_ORIGIN_TOPIC, "orders")
                .containsEntry(PropertyNames.MQ_ORIGIN_OFFSET, "0")
                .containsEntry(PropertyNames.RECONSUME_TIME, "6")
                .containsEntry(PropertyNames.MQ_ERROR_MESSAGE, "no luck")
                .containsEntry(PropertyNames.SHARDING_KEY, "a");
        List<Instant> attempts = List.of(
                        told.getOrDefault(PropertyNames.MQ_ATTEMPTS, "").split(";"))
                .stream()
                .map(attempt -> Instant.parse(attempt.split("\\|")[0]))
                .toList();
        assertThat(attempts.stream()
                        .map(at -> Duration.between(attempts.get(0), at).toSeconds()))
                .containsExactly(0L, 1L, 3L, 7L, 15L, 30L);
        assertThat(rig.broker.end(ModelBroker.queue("%RETRY%billing", 0))).isZero();
        assertThat(rig.broker.end(ModelBroker.queue("%DLQ%billing", 0))).isEqualTo(1);
        assertThat(consumer.observed).contains("retry orders 1", "retry orders 5", "dead orders attempts-exhausted");
        assertThat(rig.broker.committed(ConsumerRig.GROUP, QUEUE)).hasValue(3);
    }

    @Test
    void after_a_crash_each_key_comes_again_from_the_committed_offset_in_the_order_of_the_log() {
        failing = "a2";
        append(0, "a", "a1");
        append(0, "a", "a2");
        append(0, "b", "b1");
        append(0, "a", "a3");
        append(0, "b", "b2");
        RunningConsumer consumer = start(rig, KEY, this::consume);
        rig.backend.advance(Duration.ofSeconds(6));
        assertThat(consumed).contains("a1 #1", "a2 #3", "b2 #1").doesNotContain("a3 #1");
        consumer.crash();
        consumed.clear();
        failing = "";

        start(rig.restarted(), KEY, this::consume);
        rig.backend.advance(Duration.ofSeconds(60));

        assertThat(consumed).containsExactlyInAnyOrder("a2 #1", "b1 #1", "a3 #1", "b2 #1");
        assertThat(consumed).containsSubsequence("a2 #1", "a3 #1").containsSubsequence("b1 #1", "b2 #1");
        assertThat(rig.broker.committed(ConsumerRig.GROUP, QUEUE)).hasValue(5);
    }

    @Test
    void stopping_does_not_wait_for_a_message_that_waits_for_its_next_attempt() {
        failing = "a1";
        append(0, "b", "b1");
        append(0, "a", "a1");
        RunningConsumer consumer = start(rig, KEY, this::consume);
        rig.backend.advance(Duration.ofMillis(2500));

        CompletableFuture<Void> stopped = consumer.stop();
        rig.backend.advance(Duration.ofMillis(100));

        assertThat(stopped).isDone();
        assertThat(rig.broker.committed(ConsumerRig.GROUP, QUEUE)).hasValue(1);
        rig.backend.advance(Duration.ofMinutes(1));
        assertThat(consumed).containsExactly("b1 #1", "a1 #1", "a1 #2");
    }

    @Test
    void an_operator_who_moves_the_group_moves_past_the_failing_message() {
        failing = "a1";
        append(0, "a", "a1");
        append(0, "a", "a2");
        append(0, "a", "a3");
        RunningConsumer consumer = start(rig, KEY, this::consume);
        rig.backend.advance(Duration.ofMillis(500));

        rig.onLoop(() -> consumer.pulls.reset(QUEUE, 2));
        rig.backend.advance(Duration.ofMinutes(1));

        assertThat(consumed).containsExactly("a1 #1", "a3 #1");
        assertThat(rig.broker.committed(ConsumerRig.GROUP, QUEUE)).hasValue(3);
    }

    @Test
    void one_poisoned_key_does_not_stop_its_queue() {
        failing = "a0";
        append(0, "a", "a0");
        for (int i = 0; i < 100; i++) {
            append(0, "b" + i, "b" + i);
        }
        SubscriptionSettings narrow = KEY.withMaxCachedMessages(20, 40).withPullBatch(8);

        RunningConsumer consumer = start(rig, narrow, this::consume);
        rig.backend.advance(Duration.ofMillis(100));

        assertThat(consumed).hasSize(101);
        assertThat(consumer.observed).contains("dead orders window-full");
        rig.backend.advance(Duration.ofSeconds(10));
        assertThat(rig.broker.committed(ConsumerRig.GROUP, QUEUE)).hasValue(101);
    }

    @Test
    void a_key_in_two_queues_is_warned_of_once() {
        List<String> warnings;
        try (LogLines log = LogLines.of("io.mqspring.consumer.process", Level.WARN)) {
            append(0, "a", "a1");
            append(0, "b", "b1");
            start(rig, KEY, this::consume);
            rig.backend.advance(Duration.ofSeconds(1));
            append(1, "a", "a2");
            append(1, "b", "b2");
            rig.backend.advance(Duration.ofSeconds(1));
            warnings = log.lines();
        }

        assertThat(consumed).contains("a2 #1", "b2 #1");
        assertThat(warnings).singleElement().satisfies(warning -> assertThat(warning)
                .contains(
                        "billing",
                        "key 'a'",
                        QUEUE.toString(),
                        ModelBroker.queue("orders", 1).toString()));
    }

    private RunningConsumer start(ConsumerRig on, SubscriptionSettings settings, AsyncMessageListener listener) {
        return new RunningConsumer(
                        on, "me", on.backend.workers(), 100_000_000, new Listening("orders", "*", settings, listener))
                .start();
    }

    private void append(int queueId, String key, String body) {
        rig.broker.append("orders", queueId, body, Map.of(PropertyNames.SHARDING_KEY, key), 0);
    }

    private CompletionStage<ConsumeResult> consume(List<MessageView> views) {
        MessageView view = views.get(0);
        String body = new String(view.body(), StandardCharsets.UTF_8);
        consumed.add(body + " #" + view.attempt());
        if (body.equals(failing)) {
            throw new IllegalStateException("no luck");
        }
        return CompletableFuture.completedFuture(ConsumeResult.success());
    }
}
