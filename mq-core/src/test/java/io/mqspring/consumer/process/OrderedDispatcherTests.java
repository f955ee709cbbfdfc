package io.mqspring.consumer.process;

import static io.mqspring.consumer.process.LaneRig.OTHER_QUEUE;
import static io.mqspring.consumer.process.LaneRig.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.Batching;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.SubscriptionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderedDispatcherTests {

    private static final SubscriptionSettings KEY =
            SubscriptionSettings.defaults().withOrdering(Ordering.KEY);
    private static final SubscriptionSettings QUEUE_IN_ORDER =
            SubscriptionSettings.defaults().withOrdering(Ordering.QUEUE);
    private static final Batching LINGERING = new Batching(3, Duration.ofMillis(200));
    private static final Object LATER = "later";

    @Test
    void a_key_has_one_call_at_a_time_and_other_keys_do_not_wait_for_it() {
        LaneRig rig = new LaneRig(KEY).says("a1", LATER).says("b1", LATER);

        rig.pulled(QUEUE, "a1", "b1", "a2", "c1", "b2");

        assertThat(rig.calls).containsExactly("0 a1 #1", "0 b1 #1", "0 c1 #1");
        assertThat(rig.dispatcher.active()).isEqualTo(2);
        succeed(rig, "a1");
        assertThat(rig.calls).endsWith("0 a2 #1");
        succeed(rig, "b1");
        assertThat(rig.done).containsExactly("c1", "a1", "a2", "b1", "b2");
        assertNothingLeft(rig, 5);
    }

    @Test
    void a_queue_has_one_call_at_a_time_and_other_queues_do_not_wait_for_it() {
        LaneRig rig = new LaneRig(Ordering.QUEUE).says("a1", LATER);

        rig.pulled(QUEUE, "a1", "b1", "c1");
        rig.pulled(OTHER_QUEUE, "d1", "e1");

        assertThat(rig.done).containsExactly("d1", "e1");
        succeed(rig, "a1");
        assertThat(rig.done).containsExactly("d1", "e1", "a1", "b1", "c1");
        assertNothingLeft(rig, 3);
    }

    @Test
    void messages_without_a_sharding_key_have_no_order() {
        LaneRig rig = new LaneRig(KEY.withConcurrency(3))
                .says("1", LATER)
                .says("2", LATER)
                .says("3", LATER);

        rig.pulled(QUEUE, "1", "2", "3", "4");

        assertThat(rig.open).containsOnlyKeys("1", "2", "3");
        succeed(rig, "2");
        assertThat(rig.done).containsExactly("2", "4");
        succeed(rig, "1");
        succeed(rig, "3");
        assertNothingLeft(rig, 4);
    }

    @Test
    void all_keys_together_run_as_many_calls_as_the_concurrency_allows() {
        LaneRig rig = new LaneRig(KEY.withConcurrency(2))
                .says("a1", LATER)
                .says("b1", LATER)
                .says("c1", LATER);

        rig.pulled(QUEUE, "a1", "b1", "c1");

        assertThat(rig.open).containsOnlyKeys("a1", "b1");
        assertThat(rig.dispatcher.active()).isEqualTo(2);
        succeed(rig, "b1");
        assertThat(rig.open).containsOnlyKeys("a1", "c1");
        succeed(rig, "a1");
        succeed(rig, "c1");
        assertNothingLeft(rig, 3);
    }

    @Test
    void a_key_with_much_to_do_takes_turns_with_the_others() {
        LaneRig rig = new LaneRig(KEY.withConcurrency(1));

        rig.pulled(QUEUE, "a1", "a2", "a3", "a4", "b1", "b2");

        assertThat(rig.done).containsExactly("a1", "b1", "a2", "b2", "a3", "a4");
    }

    @Test
    void a_call_gets_as_many_messages_of_its_key_as_it_may_in_their_order() {
        LaneRig rig = new LaneRig(KEY.withBatching(new Batching(2, Duration.ZERO)));

        rig.pulled(QUEUE, "a1", "b1", "a2", "a3", "b2", "1", "2", "3");

        assertThat(rig.calls).containsExactly("0 a1,a2 #1", "0 b1,b2 #1", "0 1,2 #1", "0 3 #1", "0 a3 #1");
        assertNothingLeft(rig, 8);
    }

    @Test
    void a_queue_in_order_waits_until_its_call_is_full_or_its_oldest_message_has_waited_long_enough() {
        LaneRig rig = new LaneRig(QUEUE_IN_ORDER.withBatching(LINGERING));

        rig.pulled(QUEUE, "a1", "b1");
        rig.advance(Duration.ofMillis(150));
        assertThat(rig.calls).isEmpty();
        rig.pulled(QUEUE, "c1", "d1");
        assertThat(rig.calls).containsExactly("150 a1,b1,c1 #1");

        rig.advance(Duration.ofMillis(10));
        rig.pulled(OTHER_QUEUE, "e1");
        rig.advance(Duration.ofMillis(300));
        assertThat(rig.calls).containsExactly("150 a1,b1,c1 #1", "350 d1 #1", "360 e1 #1");
        assertNothingLeft(rig, 4);
    }

    @Test
    void each_key_in_order_waits_for_itself() {
        LaneRig rig = new LaneRig(KEY.withBatching(LINGERING));

        rig.pulled(QUEUE, "a1", "b1", "a2");
        rig.advance(Duration.ofMillis(100));
        rig.pulled(QUEUE, "c1", "a3", "b2");
        assertThat(rig.calls).containsExactly("100 a1,a2,a3 #1");
        rig.advance(Duration.ofMillis(300));

        assertThat(rig.calls).containsExactly("100 a1,a2,a3 #1", "200 b1,b2 #1", "300 c1 #1");
        assertNothingLeft(rig, 6);
    }

    @Test
    void what_came_while_a_call_of_its_key_ran_has_waited_since_then() {
        LaneRig rig = new LaneRig(KEY.withBatching(LINGERING)).says("a1", LATER);
        rig.pulled(QUEUE, "a1", "a2", "a3");
        rig.advance(Duration.ofMillis(100));
        rig.pulled(QUEUE, "a4");
        rig.advance(Duration.ofMillis(50));

        succeed(rig, "a1");
        rig.advance(Duration.ofMillis(149));
        assertThat(rig.calls).containsExactly("0 a1,a2,a3 #1");
        rig.advance(Duration.ofMillis(1));

        assertThat(rig.calls).containsExactly("0 a1,a2,a3 #1", "300 a4 #1");
        assertNothingLeft(rig, 4);
    }

    @Test
    void what_came_while_a_long_call_of_its_key_ran_waits_no_longer() {
        LaneRig rig = new LaneRig(KEY.withBatching(LINGERING)).says("a1", LATER);
        rig.pulled(QUEUE, "a1", "a2", "a3", "a4");
        rig.advance(Duration.ofMillis(250));

        succeed(rig, "a1");

        assertThat(rig.calls).containsExactly("0 a1,a2,a3 #1", "250 a4 #1");
        assertNothingLeft(rig, 4);
    }

    @Test
    void messages_without_a_sharding_key_wait_for_those_of_the_next_pull() {
        LaneRig rig = new LaneRig(KEY.withBatching(LINGERING));

        rig.pulled(QUEUE, "1", "2");
        rig.advance(Duration.ofMillis(100));
        rig.pulled(QUEUE, "3", "4");
        rig.advance(Duration.ofMillis(150));
        rig.pulled(QUEUE, "5");
        rig.advance(Duration.ofMillis(300));

        assertThat(rig.calls).containsExactly("100 1,2,3 #1", "300 4,5 #1");
        assertNothingLeft(rig, 5);
    }

    @Test
    void a_failed_message_and_those_behind_it_wait_for_no_others() {
        LaneRig rig = new LaneRig(KEY.withBatching(LINGERING)).says("a1", ConsumeResult.reject("rejected"));

        rig.pulled(QUEUE, "a1", "a2", "a3");

        assertThat(rig.calls).hasSize(1);
        assertThat(rig.dead).hasSize(3);
        assertNothingLeft(rig, 3);

        rig.says(
                "b1",
                new ConsumeResult.PerMessage(
                        List.of(ConsumeResult.retry(), ConsumeResult.untried(), ConsumeResult.untried())));
        rig.pulled(QUEUE, "b1", "b2", "b3");
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.calls).endsWith("0 b1,b2,b3 #1", "1000 b1 #2", "1000 b2,b3 #1");
        assertNothingLeft(rig, 6);
    }

    @Test
    void what_waits_for_more_is_left_when_its_queue_is_given_up() {
        LaneRig rig = new LaneRig(KEY.withBatching(LINGERING));
        rig.pulled(QUEUE, "a1", "1");
        rig.pulled(OTHER_QUEUE, "b1");

        assertThat(rig.giveUp(QUEUE)).isDone();
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.calls).containsExactly("200 b1 #1");
        assertThat(rig.dispatcher.lanes()).isZero();
    }

    @Test
    void a_failed_message_is_tried_again_in_place_exactly_on_its_ladder_and_then_dead_lettered() {
        LaneRig rig = new LaneRig(KEY);
        RuntimeException failure = new IllegalStateException("no luck");
        rig.says("a1", failure, failure, failure, failure, failure, failure);

        rig.pulled(QUEUE, "a1", "a2", "b1");
        rig.advance(Duration.ofMinutes(2));

        assertThat(rig.calls)
                .containsExactly(
                        "0 a1 #1",
                        "0 b1 #1",
                        "1000 a1 #2",
                        "3000 a1 #3",
                        "7000 a1 #4",
                        "15000 a1 #5",
                        "30000 a1 #6",
                        "30000 a2 #1");
        assertThat(rig.dead).containsExactly("30000 a1 attempts-exhausted #6");
        assertThat(rig.retried).containsExactly("a1", "a1", "a1", "a1", "a1");
        assertNothingLeft(rig, 3);
    }

    @Test
    void a_postponed_message_waits_in_place_and_its_next_attempt_has_the_same_number() {
        LaneRig rig = new LaneRig(KEY.withBatching(new Batching(2, Duration.ZERO)))
                .says(
                        "a1",
                        ConsumeResult.retry(),
                        ConsumeResult.postponed(Duration.ofSeconds(60)),
                        ConsumeResult.postponed(Duration.ofSeconds(5)),
                        ConsumeResult.retry());

        rig.pulled(QUEUE, "a1", "a2", "a3", "b1");
        rig.advance(Duration.ofMinutes(2));

        assertThat(rig.calls)
                .containsExactly(
                        "0 a1,a2 #1",
                        "0 b1 #1",
                        "1000 a1 #2",
                        "61000 a1 #2",
                        "66000 a1 #2",
                        "68000 a1 #3",
                        "68000 a2 #1",
                        "68000 a3 #1");
        assertThat(rig.retried).containsExactly("a1", "a1");
        assertNothingLeft(rig, 4);
    }

    @Test
    void a_postponed_message_is_not_given_up_to_make_room_and_makes_no_other_give_up() {
        ConsumeResult later = ConsumeResult.postponed(Duration.ofSeconds(60));
        LaneRig rig =
                new LaneRig(KEY.withMaxCachedMessages(8, 8)).says("a1", later).says("b1", ConsumeResult.retry());

        rig.pulled(QUEUE, "a1", "a2", "a3", "a4", "b1", "b2", "a5");
        assertThat(rig.dead).isEmpty();
        assertThat(rig.done).isEmpty();
        rig.advance(Duration.ofSeconds(60));

        assertThat(rig.dead).isEmpty();
        assertNothingLeft(rig, 7);
    }

    @Test
    void a_postponed_message_that_fails_then_may_be_given_up() {
        LaneRig rig = new LaneRig(KEY.withMaxCachedMessages(8, 100))
                .says("a1", ConsumeResult.postponed(Duration.ofSeconds(1)), ConsumeResult.retry());

        rig.pulled(QUEUE, "a1", "a2", "a3", "a4", "a5");
        assertThat(rig.dead).isEmpty();
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.dead).containsExactly("1000 a1 window-full #1");
        assertNothingLeft(rig, 5);
    }

    @Test
    void the_committed_offset_waits_for_the_failed_message() {
        LaneRig rig = new LaneRig(KEY).says("a1", ConsumeResult.retry());

        rig.pulled(QUEUE, "b1", "a1", "b2", "a2");

        assertThat(rig.window(QUEUE).committableOffset()).isEqualTo(1);
        assertThat(rig.window(QUEUE).running()).isZero();
        rig.advance(Duration.ofMillis(999));
        assertThat(rig.done).containsExactly("b1", "b2");
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.done).containsExactly("b1", "b2", "a1", "a2");
        assertNothingLeft(rig, 4);
    }

    @Test
    void a_queue_in_order_waits_for_its_failed_message_and_the_others_do_not() {
        LaneRig rig = new LaneRig(Ordering.QUEUE).says("a1", ConsumeResult.retry());

        rig.pulled(QUEUE, "a1", "b1");
        rig.pulled(OTHER_QUEUE, "c1");

        assertThat(rig.done).containsExactly("c1");
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.done).containsExactly("c1", "a1", "b1");
    }

    @Test
    void the_listener_may_say_when_and_that_it_is_hopeless() {
        LaneRig rig = new LaneRig(KEY.withRetriesInPlace(
                RetryPolicy.inPlace().withFailures(List.of(), List.of(ArithmeticException.class))));
        rig.says("a1", ConsumeResult.retryAfter(Duration.ofMillis(1234)), ConsumeResult.retryAfter(Duration.ZERO));
        rig.says("b1", new ArithmeticException("1/0"));
        rig.says("c1", ConsumeResult.reject("validation"));

        rig.pulled(QUEUE, "a1", "b1", "c1", "b2", "c2");

        assertThat(rig.dead).containsExactlyInAnyOrder("0 b1 not-retryable #1", "0 c1 validation #1");
        assertThat(rig.done).containsExactlyInAnyOrder("b2", "c2");
        rig.advance(Duration.ofMillis(1234));
        assertThat(rig.calls).endsWith("1234 a1 #2", "1234 a1 #3");
        assertNothingLeft(rig, 5);
    }

    @Test
    void nothing_of_a_key_begins_before_a_broker_has_the_dead_letter_before_it() {
        LaneRig rig = new LaneRig(KEY).says("a1", ConsumeResult.reject("validation"));
        rig.brokerTakes = new CompletableFuture<>();

        rig.pulled(QUEUE, "a1", "a2", "b1");

        assertThat(rig.done).containsExactly("b1");
        assertThat(rig.window(QUEUE).running()).isEqualTo(1);
        CompletableFuture<Void> taken = rig.brokerTakes;
        rig.onLoop(() -> taken.complete(null));
        assertThat(rig.done).containsExactly("b1", "a2");
        assertNothingLeft(rig, 3);
    }

    @Test
    void of_a_call_the_messages_before_the_failed_one_are_done_and_those_behind_it_wait() {
        LaneRig rig = new LaneRig(KEY.withBatching(new Batching(5, Duration.ZERO)));
        rig.says(
                "a1",
                new ConsumeResult.PerMessage(List.of(
                        ConsumeResult.success(),
                        ConsumeResult.reject("conversion"),
                        ConsumeResult.retry(),
                        ConsumeResult.success())));

        rig.pulled(QUEUE, "a1", "a2", "a3", "a4");

        assertThat(rig.dead).containsExactly("0 a2 conversion #1");
        assertThat(rig.window(QUEUE).committableOffset()).isEqualTo(2);
        rig.pulled(QUEUE, "a5");
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.calls).containsExactly("0 a1,a2,a3,a4 #1", "1000 a3 #2", "1000 a4,a5 #1");
        assertNothingLeft(rig, 5);
    }

    @Test
    void what_was_not_tried_comes_again_at_once_with_the_same_number() {
        LaneRig rig = new LaneRig(KEY.withBatching(new Batching(5, Duration.ZERO)));
        rig.says("a1", new ConsumeResult.PerMessage(List.of(ConsumeResult.success(), ConsumeResult.untried())));

        rig.pulled(QUEUE, "a1", "a2");

        assertThat(rig.calls).containsExactly("0 a1,a2 #1", "0 a2 #1");
        assertNothingLeft(rig, 2);
    }

    @Test
    void a_call_that_fails_as_a_whole_takes_no_message_with_it_that_is_not_to_blame() {
        LaneRig rig = new LaneRig(KEY.withBatching(new Batching(3, Duration.ZERO))
                .withRetriesInPlace(RetryPolicy.inPlace(List.of(Duration.ofSeconds(1)))
                        .withFailures(List.of(), List.of(ArithmeticException.class))));
        rig.says("a1", new IllegalStateException("one of them"))
                .says("a2", ConsumeResult.retry(), ConsumeResult.retry());
        rig.says("b1", new ArithmeticException("one of them")).says("b3", new ArithmeticException("this one"));

        rig.pulled(QUEUE, "a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4", "b5");
        rig.advance(Duration.ofSeconds(10));

        assertThat(rig.dead).containsExactly("0 b3 not-retryable #1", "2000 a2 attempts-exhausted #2");
        assertThat(rig.done).containsExactly("b1", "b2", "b4", "b5", "a1", "a3", "a4");
        assertNothingLeft(rig, 9);
    }

    @Test
    void a_failed_message_without_a_key_keeps_nobody_waiting() {
        LaneRig rig = new LaneRig(KEY.withBatching(new Batching(3, Duration.ZERO)));
        rig.says("1", ConsumeResult.retry());

        rig.pulled(QUEUE, "1", "2", "3");

        assertThat(rig.calls).containsExactly("0 1,2,3 #1", "0 2 #1", "0 3 #1");
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.calls).endsWith("1000 1 #2");
        assertNothingLeft(rig, 3);
    }

    @Test
    void one_failing_key_uses_half_of_the_window_and_then_its_oldest_message_has_to_go() {
        LaneRig rig = new LaneRig(KEY.withMaxCachedMessages(20, 1000));
        rig.says("a0", failures(9)).says("b0", failures(9)).says("a1", failures(9));

        rig.pulled(QUEUE, "b0", "a0");
        rig.pulled(QUEUE, messages("a", 1, 8));
        assertThat(rig.dead).isEmpty();
        rig.pulled(QUEUE, "c1", "b1");

        // Eleven wait now: the key that failed first gives its oldest message up, and goes on.
        assertThat(rig.dead).containsExactly("0 b0 window-full #1");
        assertThat(rig.done).containsExactly("c1", "b1");
        rig.advance(Duration.ofSeconds(1));
        rig.pulled(QUEUE, "a9", "a10");
        assertThat(rig.dead).containsExactly("0 b0 window-full #1", "1000 a0 window-full #2");
        assertThat(rig.retried).containsExactly("b0", "a0", "a0", "a1");
        rig.advance(Duration.ofMinutes(1));
        assertNothingLeft(rig, 14);
    }

    @Test
    void a_failing_key_lets_the_others_go_on_for_half_of_the_span_of_offsets() {
        LaneRig rig = new LaneRig(KEY.withMaxCachedMessages(1000, 20));
        rig.says("a0", failures(9));

        rig.pulled(QUEUE, "a0", "a1");
        rig.pulled(QUEUE, messages("b", 1, 8));
        assertThat(rig.dead).isEmpty();
        rig.pulled(QUEUE, "b9");

        assertThat(rig.dead).containsExactly("0 a0 window-full #1");
        assertThat(rig.done).contains("a1", "b9");
        assertNothingLeft(rig, 11);
    }

    @Test
    void a_queue_in_order_waits_its_ladder_out_however_full_it_is() {
        LaneRig rig = new LaneRig(
                SubscriptionSettings.defaults().withOrdering(Ordering.QUEUE).withMaxCachedMessages(4, 4));
        rig.says("a1", failures(2));

        rig.pulled(QUEUE, "a1", "b1", "c1", "d1");
        rig.advance(Duration.ofSeconds(3));

        assertThat(rig.dead).isEmpty();
        assertThat(rig.done).containsExactly("a1", "b1", "c1", "d1");
    }

    @Test
    void a_queue_that_is_given_up_waits_for_running_calls_and_not_for_failed_messages() {
        LaneRig rig = new LaneRig(KEY)
                .says("a1", ConsumeResult.retry())
                .says("b1", LATER)
                .says("d1", LATER);
        rig.pulled(QUEUE, "a1", "b1", "c1", "a2", "b2");
        rig.pulled(OTHER_QUEUE, "d1", "d2");
        ProcessQueue window = rig.window(QUEUE);

        CompletableFuture<Void> drained = rig.giveUp(QUEUE);

        assertThat(drained).isNotDone();
        succeed(rig, "b1");
        assertThat(drained).isDone();
        assertThat(window.committableOffset()).isZero();
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.done).containsExactly("c1", "b1");
        succeed(rig, "d1");
        assertThat(rig.done).containsExactly("c1", "b1", "d1", "d2");
        assertThat(rig.dispatcher.lanes()).isZero();
    }

    @Test
    void a_call_that_fails_after_its_queue_was_given_up_leaves_its_messages_to_the_next_owner() {
        LaneRig rig = new LaneRig(KEY).says("a1", LATER);
        rig.pulled(QUEUE, "a1", "a2");
        ProcessQueue window = rig.window(QUEUE);
        CompletableFuture<Void> drained = rig.giveUp(QUEUE);

        CompletableFuture<ConsumeResult> call = rig.open.remove("a1");
        rig.onLoop(() -> call.complete(ConsumeResult.retry()));

        assertThat(drained).isDone();
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.calls).hasSize(1);
        assertThat(rig.dead).isEmpty();
        assertThat(window.committableOffset()).isZero();
        assertThat(rig.dispatcher.lanes()).isZero();
    }

    @Test
    void a_queue_that_comes_back_does_not_overtake_a_call_that_still_runs() {
        for (Ordering ordering : List.of(Ordering.KEY, Ordering.QUEUE)) {
            LaneRig rig = new LaneRig(ordering).says("a1", LATER);
            rig.pulled(QUEUE, "a1", "a2");
            rig.giveUp(QUEUE);

            rig.pulled(QUEUE, "a1", "a2");

            assertThat(rig.calls).containsExactly("0 a1 #1");
            succeed(rig, "a1");
            assertThat(rig.done).containsExactly("a1", "a1", "a2");
            assertNothingLeft(rig, 2);
        }
    }

    @Test
    void a_dead_letter_that_nobody_waits_for_any_more_lets_its_key_go_on() {
        LaneRig rig = new LaneRig(KEY).says("a1", ConsumeResult.reject("validation"));
        rig.brokerTakes = new CompletableFuture<>();
        rig.pulled(QUEUE, "a1", "a2");
        CompletableFuture<Void> drained = rig.giveUp(QUEUE);
        rig.pulled(QUEUE, "a1");
        assertThat(drained).isNotDone();
        assertThat(rig.calls).hasSize(1);

        CompletableFuture<Void> taken = rig.brokerTakes;
        rig.brokerTakes = null;
        rig.onLoop(() -> taken.completeExceptionally(new IllegalStateException("abandoned")));

        assertThat(drained).isDone();
        assertThat(rig.done).containsExactly("a1");
        assertNothingLeft(rig, 1);
    }

    @Test
    void ten_thousand_keys_are_so_many_lanes_and_none_when_they_are_done() {
        LaneRig rig = new LaneRig(KEY.withConcurrency(1).withMaxCachedMessages(100_000, 100_000)).says("x0", LATER);
        rig.pulled(QUEUE, "x0");
        String[] keys =
                IntStream.range(0, 10_000).mapToObj(number -> key(number) + "1").toArray(String[]::new);

        rig.pulled(QUEUE, keys);

        assertThat(rig.dispatcher.lanes()).isEqualTo(10_001);
        succeed(rig, "x0");
        assertThat(rig.done).hasSize(10_001);
        assertNothingLeft(rig, 10_001);
    }

    private static void succeed(LaneRig rig, String first) {
        CompletableFuture<ConsumeResult> call = rig.open.remove(first);
        assertThat(call).as("call of %s", first).isNotNull();
        call.complete(ConsumeResult.success());
        rig.backend.settle();
    }

    private static Object[] failures(int count) {
        return IntStream.range(0, count).mapToObj(each -> ConsumeResult.retry()).toArray();
    }

    private static String[] messages(String key, int first, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            texts.add(key + i);
        }
        return texts.toArray(String[]::new);
    }

    private static String key(int number) {
        StringBuilder key = new StringBuilder();
        for (int rest = number; rest > 0 || key.isEmpty(); rest /= 26) {
            key.append((char) ('a' + rest % 26));
        }
        return "k" + key;
    }

    private static void assertNothingLeft(LaneRig rig, long end) {
        ProcessQueue window = rig.window(QUEUE);
        assertThat(window.committableOffset()).isEqualTo(end);
        assertThat(window.size()).isZero();
        assertThat(window.running()).isZero();
        assertThat(rig.dispatcher.active()).isZero();
        assertThat(rig.dispatcher.lanes()).isZero();
    }
}
