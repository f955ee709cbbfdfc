package io.mqspring.consumer.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.RunningConsumer;
import io.mqspring.consumer.RunningConsumer.Listening;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.WhenBehindMinimum;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.scripted.ModelBroker;
import io.mqspring.transport.RemotingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PullLoopTests {

    private static final MessageQueue QUEUE = ModelBroker.queue("orders", 0);
    private static final SubscriptionSettings SETTINGS =
            SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest());

    private final ConsumerRig rig = new ConsumerRig();
    private final List<String> consumed = new ArrayList<>();
    private final Map<String, CompletableFuture<ConsumeResult>> running = new LinkedHashMap<>();

    private final AsyncMessageListener atOnce = views -> {
        views.forEach(view -> consumed.add(text(view)));
        return CompletableFuture.completedFuture(ConsumeResult.success());
    };
    private final AsyncMessageListener byHand = views -> {
        CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
        running.put(text(views.get(0)), result);
        return result;
    };

    @BeforeEach
    void makeTheTopic() {
        rig.broker.topic("orders", 1);
    }

    @AfterEach
    void everyBatchWasClosed() {
        assertThat(rig.broker.leased()).isZero();
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    private RunningConsumer start(UnaryOperator<SubscriptionSettings> change, AsyncMessageListener listener) {
        return new RunningConsumer(
                        rig,
                        "me",
                        rig.backend.workers(),
                        100_000_000,
                        new Listening("orders", "*", change.apply(SETTINGS), listener))
                .start();
    }

    private RunningConsumer start(AsyncMessageListener listener) {
        return start(settings -> settings, listener);
    }

    private void append(int from, int to) {
        for (int i = from; i < to; i++) {
            rig.broker.append("orders", 0, "m" + i);
        }
    }

    private void finish(String body) {
        running.remove(body).complete(ConsumeResult.success());
        rig.backend.settle();
    }

    @Test
    void S7_consumption_pulls_into_the_window_calls_the_listener_and_removes_what_succeeds() {
        append(0, 100);

        RunningConsumer consumer = start(atOnce);

        assertThat(consumed).hasSize(100).startsWith("m0", "m1").endsWith("m99");
        QueueProgress progress = consumer.pulls.progress().get(0);
        assertThat(progress.consumedOffset()).isEqualTo(100);
        assertThat(progress.cachedMessages()).isZero();
        assertThat(progress.brokerMaxOffset()).isEqualTo(100);
        assertThat(rig.broker.heldPulls()).isEqualTo(1);
    }

    @Test
    void S4_push_is_pull_a_message_that_arrives_answers_the_pull_that_is_held() {
        start(atOnce);
        rig.backend.advance(Duration.ofSeconds(7));

        rig.broker.append("orders", 0, "fresh");
        rig.backend.settle();

        assertThat(consumed).containsExactly("fresh");
    }

    @Test
    void pulls_that_find_nothing_are_held_and_repeated_for_ever() {
        start(atOnce);

        rig.backend.advance(Duration.ofMinutes(2));

        assertThat(rig.broker.requests(PullMessageRequest.class))
                .hasSizeBetween(8, 10)
                .allMatch(pull -> pull.maySuspend());
    }

    @Test
    void S5_short_polling_of_the_client_asks_again_after_its_interval() {
        start(settings -> settings.withPolling(false, Duration.ofSeconds(15), Duration.ofMillis(500)), atOnce);

        rig.backend.advance(Duration.ofSeconds(10));

        assertThat(rig.broker.requests(PullMessageRequest.class))
                .hasSizeBetween(20, 22)
                .noneMatch(pull -> pull.maySuspend());
    }

    @Test
    void S8_progress_reaches_the_broker_with_the_next_pull_and_with_the_periodic_sync() {
        append(0, 10);
        start(byHand);
        assertThat(running).hasSize(10);

        finish("m1");
        finish("m0");
        rig.backend.advance(Duration.ofSeconds(5));

        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(2);
        finish("m3");
        rig.backend.advance(Duration.ofSeconds(20));
        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(2);
        assertThat(rig.broker.requests(PullMessageRequest.class))
                .anyMatch(pull -> pull.commits() && pull.commitOffset() == 2);
    }

    @Test
    void S9_duplicates_after_a_crash_are_those_since_the_last_sync_and_nothing_is_lost() {
        append(0, 10);
        RunningConsumer first = start(byHand);
        finish("m0");
        finish("m1");
        rig.backend.advance(Duration.ofSeconds(5));
        finish("m2");
        first.crash();

        ConsumerRig again = rig.restarted();
        new RunningConsumer(
                        again, "me", again.backend.workers(), 1_000_000, new Listening("orders", "*", SETTINGS, atOnce))
                .start();

        assertThat(consumed).containsExactly("m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
    }

    @Test
    void a_slow_listener_stops_the_pulls_at_the_limit_and_progress_resumes_them() {
        append(0, 500);
        RunningConsumer consumer =
                start(settings -> settings.withMaxCachedMessages(64, 2000).withConcurrency(1000), byHand);

        assertThat(running).hasSize(64);
        rig.backend.advance(Duration.ofMinutes(1));
        assertThat(running).hasSize(64);
        for (int i = 0; i < 32; i++) {
            finish("m" + i);
        }

        assertThat(running).hasSize(64);
        assertThat(consumer.pulls.progress().get(0).cachedMessages()).isEqualTo(64);
    }

    @Test
    void one_stuck_message_stops_the_pulls_at_the_span() {
        append(0, 500);
        start(settings -> settings.withMaxCachedMessages(1000, 100).withConcurrency(1000), byHand);

        for (int i = 1; i < 500 && running.containsKey("m" + i); i++) {
            finish("m" + i);
        }

        assertThat(running).containsOnlyKeys("m0");
        finish("m0");
        assertThat(running).isNotEmpty();
    }

    @Test
    void a_failed_message_comes_again_when_its_delay_is_over_and_ends_in_the_dead_letter_topic() {
        append(0, 1);
        List<Integer> attempts = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        RunningConsumer consumer = start(
                settings -> settings.withRetries(2, List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))), views -> {
                    attempts.add(views.get(0).attempt());
                    times.add(rig.backend.time().wallMillis());
                    assertThat(views.get(0).topic()).isEqualTo("orders");
                    throw new IllegalStateException("no");
                });

        rig.backend.advance(Duration.ofSeconds(60));

        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(times.get(2) - times.get(1)).isEqualTo(2000);
        assertThat(rig.broker.end(ModelBroker.queue("%DLQ%billing", 0))).isEqualTo(1);
        assertThat(consumer.observed).contains("retry orders 1", "retry orders 2", "dead orders attempts-exhausted");
        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(1);
    }

    @Test
    void a_message_whose_copy_no_broker_takes_holds_the_offset_back() {
        append(0, 3);
        rig.broker.interfere(request ->
                request instanceof SendMessageRequest || request instanceof io.mqspring.protocol.SendBackRequest
                        ? new RemotingException(RemotingException.Kind.CONNECT_FAILED, "down")
                        : null);
        start(views -> text(views.get(0)).equals("m1")
                ? CompletableFuture.completedFuture(ConsumeResult.retry())
                : CompletableFuture.completedFuture(ConsumeResult.success()));

        rig.backend.advance(Duration.ofSeconds(30));
        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(1);
        rig.broker.interfere(request -> null);
        rig.backend.advance(Duration.ofSeconds(30));

        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(3);
    }

    @Test
    void tags_whose_hash_the_broker_took_for_another_are_left_out_and_count_as_done() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        rig.broker.append("orders", 0, "wanted", Map.of("TAGS", "Aa"), 0);
        rig.broker.append("orders", 0, "collides", Map.of("TAGS", "BB"), 0);
        rig.broker.append("orders", 0, "no tag", Map.of(), 0);
        RunningConsumer consumer = new RunningConsumer(
                        rig,
                        "me",
                        rig.backend.workers(),
                        1_000_000,
                        new Listening("orders", "Aa || C", SETTINGS, atOnce))
                .start();

        assertThat(consumed).containsExactly("wanted");
        assertThat(consumer.pulls.progress().get(0).consumedOffset()).isEqualTo(3);
    }

    @Test
    void an_offset_that_retention_has_taken_moves_on_and_is_committed_and_told() {
        append(0, 10);
        rig.broker.commit("billing", QUEUE, 2);
        rig.broker.trim(QUEUE, 6);

        RunningConsumer consumer = start(atOnce);

        assertThat(consumed).containsExactly("m6", "m7", "m8", "m9");
        assertThat(consumer.observed).contains("moved orders/0 2 -> 6");
        assertThat(rig.broker.requests(UpdateConsumerOffsetRequest.class))
                .contains(new UpdateConsumerOffsetRequest("billing", "orders", 0, 6));
    }

    @Test
    void a_queue_behind_the_minimum_goes_on_at_the_end_if_its_policy_says_so() {
        append(0, 10);
        rig.broker.commit("billing", QUEUE, 2);
        rig.broker.trim(QUEUE, 6);

        RunningConsumer consumer = start(settings -> settings.withWhenBehindMinimum(WhenBehindMinimum.LATEST), atOnce);
        append(10, 11);
        rig.backend.settle();

        assertThat(consumed).containsExactly("m10");
        assertThat(consumer.observed).contains("moved orders/0 2 -> 10");
    }

    @Test
    void a_queue_behind_the_minimum_waits_for_a_new_offset_if_its_policy_says_so() {
        append(0, 10);
        rig.broker.commit("billing", QUEUE, 2);
        rig.broker.trim(QUEUE, 6);

        RunningConsumer consumer = start(settings -> settings.withWhenBehindMinimum(WhenBehindMinimum.FAIL), atOnce);
        rig.backend.advance(Duration.ofMinutes(5));

        assertThat(consumed).isEmpty();
        assertThat(consumer.observed).noneMatch(event -> event.startsWith("moved"));
        assertThat(consumer.pulls.progress().get(0).behindMinimum()).isTrue();
        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(2);

        rig.broker.commit("billing", QUEUE, 7);
        rig.backend.advance(Duration.ofSeconds(31));

        assertThat(consumed).containsExactly("m7", "m8", "m9");
        assertThat(consumer.pulls.progress().get(0).behindMinimum()).isFalse();
        assertThat(consumer.pulls.progress().get(0).consumedOffset()).isEqualTo(10);
    }

    @Test
    void a_group_that_must_not_begin_by_itself_says_so_and_begins_once_it_has_an_offset() {
        append(0, 10);

        RunningConsumer consumer = start(settings -> settings.withStartFrom(StartFrom.fail()), atOnce);
        rig.backend.advance(Duration.ofMinutes(5));

        assertThat(consumed).isEmpty();
        assertThat(consumer.pulls.progress().get(0).withoutOffset()).isTrue();
        assertThat(rig.broker.committed("billing", QUEUE)).isEmpty();

        rig.broker.commit("billing", QUEUE, 7);
        rig.backend.advance(Duration.ofSeconds(31));

        assertThat(consumed).containsExactly("m7", "m8", "m9");
        assertThat(consumer.pulls.progress().get(0).withoutOffset()).isFalse();
    }

    @Test
    void a_queue_that_falls_behind_while_its_messages_run_finishes_them_and_goes_on_cleanly() {
        append(0, 40);
        RunningConsumer consumer = start(
                settings -> settings.withWhenBehindMinimum(WhenBehindMinimum.FAIL)
                        .withPullBatch(1)
                        .withMaxCachedMessages(5, 2000),
                byHand);
        List<String> first = List.copyOf(running.keySet());
        rig.broker.trim(QUEUE, 30);
        first.subList(1, first.size()).forEach(this::finish);
        rig.backend.settle();
        assertThat(consumer.pulls.progress().get(0).behindMinimum()).isTrue();

        rig.broker.commit("billing", QUEUE, 30);
        rig.backend.advance(Duration.ofSeconds(31));
        finish(first.get(0));
        while (!running.isEmpty()) {
            finish(running.keySet().iterator().next());
        }

        assertThat(consumer.pulls.progress().get(0).consumedOffset()).isEqualTo(40);
        assertThat(consumer.pulls.progress().get(0).cachedMessages()).isZero();
    }

    @Test
    void a_queue_that_was_made_anew_is_consumed_from_where_the_broker_says_and_old_results_mislead_nobody() {
        append(0, 5);
        RunningConsumer consumer = start(byHand);
        assertThat(running).hasSize(5);

        rig.broker.truncate(QUEUE);
        rig.backend.advance(Duration.ofSeconds(16));
        assertThat(consumer.observed).contains("moved orders/0 5 -> 0");
        finish("m4");
        finish("m0");

        assertThat(consumer.pulls.progress().get(0).consumedOffset()).isZero();
        append(7, 8);
        rig.backend.settle();
        finish("m7");
        assertThat(consumer.pulls.progress().get(0).consumedOffset()).isEqualTo(1);
    }

    @Test
    void pulls_go_on_when_the_broker_comes_back() {
        start(atOnce);
        rig.broker.interfere(
                request -> new RemotingException(RemotingException.Kind.CONNECTION_LOST, "the broker is down"));
        rig.backend.advance(Duration.ofMinutes(3));
        rig.broker.interfere(request -> null);
        append(0, 3);

        rig.backend.advance(Duration.ofSeconds(6));

        assertThat(consumed).containsExactly("m0", "m1", "m2");
    }

    @Test
    void a_broker_that_does_not_know_the_subscription_yet_gets_a_heartbeat_and_is_asked_again_soon() {
        append(0, 1);
        rig.broker.interfere(request ->
                request instanceof PullMessageRequest && rig.backend.time().nanoTime() < 300e6
                        ? new CommandFailedException(ResponseCode.SUBSCRIPTION_NOT_EXIST, "who is this")
                        : null);
        RunningConsumer consumer = start(atOnce);

        rig.backend.advance(Duration.ofMillis(800));

        assertThat(consumer.heartbeats()).isPositive();
        assertThat(consumed).containsExactly("m0");
    }

    @Test
    void a_pull_that_is_never_answered_is_given_up_after_two_minutes() {
        start(atOnce);
        rig.broker.swallowPulls(true);
        rig.backend.advance(Duration.ofSeconds(16));
        rig.broker.swallowPulls(false);
        append(0, 1);

        rig.backend.advance(Duration.ofSeconds(100));
        assertThat(consumed).isEmpty();
        rig.backend.advance(Duration.ofSeconds(40));

        assertThat(consumed).containsExactly("m0");
    }

    @Test
    void a_paused_topic_is_not_pulled_and_a_resumed_one_is() {
        RunningConsumer consumer = start(atOnce);
        rig.onLoop(() -> consumer.pulls.pause("orders"));
        append(0, 1);
        rig.backend.settle();
        append(1, 5);
        rig.backend.advance(Duration.ofMinutes(1));
        // The pull that was held when the topic was paused still brought what answered it.
        assertThat(consumed).containsExactly("m0");

        rig.onLoop(() -> consumer.pulls.resume("orders"));

        assertThat(consumed).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void stopping_leaves_what_no_listener_has_begun_waits_for_the_rest_and_commits() {
        append(0, 10);
        RunningConsumer consumer = start(settings -> settings.withConcurrency(3), byHand);
        assertThat(running).containsOnlyKeys("m0", "m1", "m2");

        CompletableFuture<Void> stopped = consumer.stop();
        rig.backend.advance(Duration.ofSeconds(2));
        assertThat(stopped).isNotDone();
        for (String body : List.of("m2", "m0", "m1")) {
            finish(body);
        }

        assertThat(stopped).isCompleted();
        assertThat(consumer.budget.used()).isZero();
        assertThat(running).isEmpty();
        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(3);
        rig.backend.advance(Duration.ofSeconds(60));
        assertThat(rig.broker.heldPulls()).isZero();
    }

    @Test
    void stopping_does_not_wait_for_ever() {
        append(0, 2);
        RunningConsumer consumer = start(byHand);
        finish("m0");

        CompletableFuture<Void> stopped = consumer.stop();
        rig.backend.advance(RunningConsumer.DRAIN);

        assertThat(stopped).isCompleted();
        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(1);
        finish("m1");
        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(1);
        assertThat(consumer.budget.used()).isZero();
    }

    @Test
    void each_topic_has_its_own_listener_also_for_retries() {
        rig.broker.topic("refunds", 1);
        List<String> refunds = new ArrayList<>();
        new RunningConsumer(
                        rig,
                        "me",
                        rig.backend.workers(),
                        1_000_000,
                        new Listening("orders", "*", SETTINGS, atOnce),
                        new Listening("refunds", "*", SETTINGS, views -> {
                            refunds.add(text(views.get(0)) + "#" + views.get(0).attempt());
                            return CompletableFuture.completedFuture(ConsumeResult.retryAfter(Duration.ofSeconds(1)));
                        }))
                .start();
        rig.broker.append("refunds", 0, "r");
        append(0, 1);

        rig.backend.advance(Duration.ofSeconds(40));

        assertThat(consumed).containsExactly("m0");
        assertThat(refunds).contains("r#1", "r#2", "r#3");
    }

    @Test
    void a_retried_message_that_nobody_here_can_consume_is_dead_lettered() {
        rig.broker.topic("refunds", 1).topic("%RETRY%billing", 1);
        rig.broker.append("%RETRY%billing", 0, "stray", Map.of("RETRY_TOPIC", "gone"), 1);
        RunningConsumer consumer = new RunningConsumer(
                        rig,
                        "me",
                        rig.backend.workers(),
                        1_000_000,
                        new Listening("orders", "*", SETTINGS, atOnce),
                        new Listening("refunds", "*", SETTINGS, atOnce))
                .start();
        rig.backend.advance(Duration.ofSeconds(10));

        assertThat(consumed).isEmpty();
        assertThat(consumer.observed).contains("dead gone no-listener");
        assertThat(rig.broker.committed("billing", ModelBroker.queue("%RETRY%billing", 0)))
                .hasValue(1);
    }
}
