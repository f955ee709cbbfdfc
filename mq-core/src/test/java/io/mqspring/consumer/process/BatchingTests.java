package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.Batching;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.SubscriptionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchingTests {

    private final DispatcherRig rig = new DispatcherRig();
    private final List<List<String>> calls = new ArrayList<>();

    private ConcurrentDispatcher dispatcher(int concurrency, int size, long lingerMillis) {
        return rig.dispatcher(settings(concurrency, size, lingerMillis), views -> {
            calls.add(DispatcherRig.places(views));
            return CompletableFuture.completedFuture(ConsumeResult.success());
        });
    }

    private static SubscriptionSettings settings(int concurrency, int size, long lingerMillis) {
        return SubscriptionSettings.defaults()
                .withConcurrency(concurrency)
                .withBatching(new Batching(size, Duration.ofMillis(lingerMillis)));
    }

    private static List<String> places(int queue, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(offset -> queue + "/" + offset)
                .toList();
    }

    @Test
    void without_linger_a_call_takes_what_is_there() {
        ConcurrentDispatcher dispatcher = dispatcher(1, 10, 0);

        rig.submit(dispatcher, 0, 3);

        assertThat(calls).containsExactly(places(0, 0, 3));
        assertThat(rig.finished).containsEntry(0, 3L);
    }

    @Test
    void a_full_batch_goes_at_once_and_the_rest_when_its_first_message_has_waited() {
        ConcurrentDispatcher dispatcher = dispatcher(5, 10, 200);

        rig.submit(dispatcher, 0, 23);
        assertThat(calls).containsExactly(places(0, 0, 10), places(0, 10, 20));

        rig.advance(199);
        assertThat(calls).hasSize(2);
        rig.advance(1);
        assertThat(calls).hasSize(3).last().isEqualTo(places(0, 20, 23));
        assertThat(rig.finished).containsEntry(0, 23L);
    }

    @Test
    void a_message_waits_for_itself_and_not_for_the_one_before_it() {
        ConcurrentDispatcher dispatcher = dispatcher(5, 4, 200);

        rig.submit(dispatcher, 0, 1);
        rig.advance(150);
        // Fills the batch of the first one, and begins another 150 ms later.
        rig.submit(dispatcher, 0, 4);
        assertThat(calls).containsExactly(places(0, 0, 4));

        rig.advance(199);
        assertThat(calls).hasSize(1);
        rig.advance(1);
        assertThat(calls).hasSize(2).last().isEqualTo(places(0, 4, 5));
    }

    @Test
    void a_batch_is_filled_from_several_queues() {
        ConcurrentDispatcher dispatcher = dispatcher(5, 6, 200);

        rig.submit(dispatcher, 0, 2);
        rig.submit(dispatcher, 1, 2);
        rig.submit(dispatcher, 2, 3);

        assertThat(calls).containsExactly(List.of("0/0", "0/1", "1/0", "1/1", "2/0", "2/1"));
        rig.advance(200);
        assertThat(calls).hasSize(2).last().isEqualTo(List.of("2/2"));
        assertThat(rig.finished).containsEntry(0, 2L).containsEntry(1, 2L).containsEntry(2, 3L);
        assertThat(rig.window(2).committableOffset()).isEqualTo(3);
    }

    @Test
    void what_piled_up_behind_a_busy_listener_makes_whole_batches() {
        List<CompletableFuture<ConsumeResult>> open = new ArrayList<>();
        ConcurrentDispatcher dispatcher = rig.dispatcher(settings(1, 10, 20), views -> {
            calls.add(DispatcherRig.places(views));
            CompletableFuture<ConsumeResult> later = new CompletableFuture<>();
            open.add(later);
            return later;
        });
        rig.submit(dispatcher, 0, 1);
        for (int i = 0; i < 12; i++) {
            rig.advance(50);
            rig.submit(dispatcher, i % 2, 1);
        }
        assertThat(calls).hasSize(1);

        open.get(0).complete(ConsumeResult.success());
        rig.advance(50);

        assertThat(calls).hasSize(2);
        assertThat(calls.get(1)).hasSize(10);
    }

    @Test
    void limits_that_do_not_let_a_batch_fill_do_not_stop_it() {
        ConcurrentDispatcher dispatcher = dispatcher(1, 64, 100);

        // As of a queue whose window is full with ten messages: no more come until these are finished.
        for (int round = 1; round <= 5; round++) {
            rig.submit(dispatcher, 0, 10);
            rig.advance(100);
            assertThat(rig.finished).containsEntry(0, 10L * round);
        }
    }

    @Test
    void a_queue_that_is_given_up_leaves_the_others_of_a_batch_alone() {
        ConcurrentDispatcher dispatcher = dispatcher(1, 10, 200);
        rig.submit(dispatcher, 0, 3);
        rig.submit(dispatcher, 1, 3);

        rig.onLoop(() -> {
            rig.window(0).giveUp();
            dispatcher.withdraw(rig.window(0));
        });
        rig.advance(200);

        assertThat(calls).containsExactly(places(1, 0, 3));
        assertThat(rig.window(0).running()).isZero();
        assertThat(rig.window(0).committableOffset()).isZero();
    }

    @Test
    void a_queue_that_is_given_up_between_claim_and_call_is_left_out() {
        ConcurrentDispatcher dispatcher = dispatcher(1, 4, 0);
        rig.loop.execute(() -> {
            rig.window(0).giveUp();
        });

        rig.submit(dispatcher, 0, 2);

        assertThat(calls).isEmpty();
        assertThat(rig.window(0).running()).isZero();
        assertThat(dispatcher.active()).isZero();
    }

    @Test
    void each_message_has_a_fate_of_its_own() {
        ConcurrentDispatcher dispatcher = rig.dispatcher(
                settings(1, 5, 0),
                views -> CompletableFuture.completedFuture(new ConsumeResult.PerMessage(List.of(
                        ConsumeResult.success(),
                        ConsumeResult.retry(new IllegalStateException("no")),
                        ConsumeResult.reject("validation"),
                        ConsumeResult.retryAfter(Duration.ofSeconds(3)),
                        ConsumeResult.postponed(Duration.ofSeconds(4))))));

        rig.submit(dispatcher, 0, 5);

        assertThat(rig.moved)
                .containsExactly(
                        "retry 0/1 java.lang.IllegalStateException: no",
                        "reject 0/2 validation",
                        "retry 0/3 null",
                        "postpone 0/4 PT4S");
        assertThat(rig.finished).containsEntry(0, 5L);
    }

    @Test
    void results_that_do_not_fit_the_messages_fail_all_of_them() {
        ConcurrentDispatcher dispatcher = rig.dispatcher(
                settings(1, 3, 0),
                views -> CompletableFuture.completedFuture(
                        new ConsumeResult.PerMessage(Collections.nCopies(2, ConsumeResult.success()))));

        rig.submit(dispatcher, 0, 3);

        assertThat(rig.moved).hasSize(3).allMatch(moved -> moved.contains("returned 2 results for 3 messages"));
    }

    @Test
    void what_was_not_tried_comes_again_at_once_and_is_no_failure() {
        ConcurrentDispatcher dispatcher = rig.dispatcher(settings(1, 4, 0), views -> {
            calls.add(DispatcherRig.places(views));
            return CompletableFuture.completedFuture(
                    calls.size() > 1
                            ? ConsumeResult.success()
                            : new ConsumeResult.PerMessage(List.of(
                                    ConsumeResult.success(),
                                    ConsumeResult.retry(),
                                    ConsumeResult.untried(),
                                    ConsumeResult.untried())));
        });

        rig.submit(dispatcher, 0, 4);

        assertThat(calls).containsExactly(places(0, 0, 4), places(0, 2, 4));
        assertThat(rig.moved).containsExactly("retry 0/1 null");
        assertThat(rig.finished).containsEntry(0, 4L);
        assertThat(rig.window(0).running()).isZero();
    }

    @Test
    void what_was_not_tried_of_a_queue_that_was_given_up_is_left() {
        ConcurrentDispatcher dispatcher = rig.dispatcher(settings(1, 2, 0), views -> {
            calls.add(DispatcherRig.places(views));
            rig.loop.execute(() -> rig.window(0).giveUp());
            return CompletableFuture.completedFuture(
                    new ConsumeResult.PerMessage(List.of(ConsumeResult.retry(), ConsumeResult.untried())));
        });

        rig.submit(dispatcher, 0, 2);

        assertThat(calls).hasSize(1);
        assertThat(rig.window(0).running()).isZero();
        assertThat(rig.window(0).committableOffset()).isEqualTo(1);
    }

    @Test
    void a_listener_that_tries_nothing_has_failed() {
        ConcurrentDispatcher dispatcher = rig.dispatcher(
                settings(1, 2, 0),
                views -> CompletableFuture.completedFuture(
                        new ConsumeResult.PerMessage(List.of(ConsumeResult.untried(), ConsumeResult.untried()))));
        ConcurrentDispatcher single =
                rig.dispatcher(settings(1, 1, 0), views -> CompletableFuture.completedFuture(ConsumeResult.untried()));

        rig.submit(dispatcher, 0, 2);
        rig.submit(single, 1, 1);

        assertThat(rig.moved).hasSize(3).allMatch(moved -> moved.contains("tried none of the messages"));
    }
}
