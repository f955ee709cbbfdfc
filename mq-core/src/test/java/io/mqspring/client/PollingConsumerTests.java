package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.consumer.NoPositionException;
import io.mqspring.consumer.PollingConsumer;
import io.mqspring.consumer.PollingSettings;
import io.mqspring.consumer.Pulling;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.WhenBehindMinimum;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ModelBroker;
import io.mqspring.transport.RemotingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A polling consumer of a whole client, against a model broker, on virtual time. */
class PollingConsumerTests {

    private static final MessageQueue Q0 = ModelBroker.queue("orders", 0);
    private static final MessageQueue Q1 = ModelBroker.queue("orders", 1);
    private static final Duration MOMENT = Duration.ofMillis(10);

    private final ManualBackend backend = new ManualBackend();
    private final ModelBroker broker = new ModelBroker(backend.eventLoop("broker"), backend.time());
    private final MqClient client = connect();

    @BeforeEach
    void aTopic() {
        broker.topic("orders", 2);
    }

    @AfterEach
    void everyBatchWasClosed() {
        client.shutdown();
        backend.advance(Duration.ofSeconds(30));
        assertThat(broker.leased()).isZero();
    }

    private MqClient connect() {
        ClientSettings settings =
                ClientSettings.defaults().withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ZERO);
        return MqClient.connect(settings, List.of(ModelBroker.ADDRESS), backend, (of, loop, toClient) -> broker);
    }

    private PollingConsumer consumer(UnaryOperator<PollingSettings> change, MessageQueue... queues) {
        PollingConsumer consumer = client.pollingConsumer("audit")
                .settings(change.apply(PollingSettings.defaults().withStartFrom(StartFrom.earliest())))
                .start();
        consumer.assign(List.of(queues));
        backend.advance(MOMENT);
        return consumer;
    }

    private PollingConsumer consumer(MessageQueue... queues) {
        return consumer(settings -> settings, queues);
    }

    private void append(MessageQueue queue, int from, int to) {
        for (int i = from; i < to; i++) {
            broker.append("orders", queue.queueId(), "m" + i);
        }
        backend.advance(MOMENT);
    }

    private static List<String> texts(List<MessageView> views) {
        return views.stream()
                .map(view -> new String(view.body(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> expected(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    /** Polls for what there is. */
    private List<String> poll(PollingConsumer consumer) {
        CompletableFuture<List<MessageView>> poll = consumer.pollAsync(MOMENT);
        backend.advance(MOMENT);
        return texts(poll.join());
    }

    private long committed(MessageQueue queue) {
        return broker.committed("audit", queue).orElse(-1);
    }

    /** As after kill -9: nothing more is heard of it. */
    private void crash() {
        broker.interfere(request -> new RemotingException(RemotingException.Kind.TIMEOUT, "gone"));
        client.shutdown();
        backend.advance(Duration.ofMinutes(2));
        broker.interfere(request -> null);
    }

    @Test
    void messages_come_in_the_order_of_their_queue_and_at_most_so_many() {
        append(Q0, 0, 100);
        PollingConsumer consumer = consumer(settings -> settings.withMaxPollMessages(40), Q0);

        assertThat(poll(consumer)).isEqualTo(expected(0, 40));
        assertThat(consumer.position(Q0)).hasValue(40);
        assertThat(poll(consumer)).isEqualTo(expected(40, 80));
        assertThat(poll(consumer)).isEqualTo(expected(80, 100));
        assertThat(poll(consumer)).isEmpty();
        assertThat(consumer.position(Q0)).hasValue(100);
    }

    @Test
    void queues_take_turns() {
        append(Q0, 0, 100);
        append(Q1, 100, 102);
        PollingConsumer consumer = consumer(settings -> settings.withMaxPollMessages(10), Q0, Q1);

        List<String> two = new ArrayList<>(poll(consumer));
        two.addAll(poll(consumer));

        assertThat(two).containsAll(expected(100, 102)).containsAll(expected(0, 10));
    }

    @Test
    void a_poll_waits_for_the_first_message_and_no_longer_than_told() {
        PollingConsumer consumer = consumer(Q0);
        CompletableFuture<List<MessageView>> poll = consumer.pollAsync(Duration.ofSeconds(20));
        backend.advance(Duration.ofSeconds(5));
        assertThat(poll).isNotDone();

        append(Q0, 0, 1);
        assertThat(texts(poll.join())).containsExactly("m0");

        CompletableFuture<List<MessageView>> next = consumer.pollAsync(Duration.ofSeconds(20));
        backend.advance(Duration.ofMillis(19_999));
        assertThat(next).isNotDone();
        backend.advance(Duration.ofMillis(1));
        assertThat(next.join()).isEmpty();
    }

    @Test
    void a_pull_is_held_for_twenty_seconds_and_says_what_is_wanted() {
        PollingConsumer consumer = client.pollingConsumer("audit").start();
        consumer.assign(Set.of(Q0), MessageFilter.sql("amount > 10"));
        backend.advance(MOMENT);

        assertThat(broker.requests(PullMessageRequest.class)).last().satisfies(pull -> {
            assertThat(pull.suspendMillis()).isEqualTo(20_000);
            assertThat(pull.carriesSubscription()).isTrue();
            assertThat(pull.subscription()).isEqualTo("amount > 10");
            assertThat(pull.expressionType()).isEqualTo("SQL92");
        });
    }

    @Test
    void a_seek_moves_the_poll_that_waits() {
        append(Q0, 0, 10);
        PollingConsumer consumer = consumer(Q0);
        poll(consumer);
        CompletableFuture<List<MessageView>> poll = consumer.pollAsync(Duration.ofSeconds(20));
        backend.advance(MOMENT);
        assertThat(poll).isNotDone();

        consumer.seek(Q0, 7);
        assertThat(consumer.position(Q0)).hasValue(7);
        backend.advance(MOMENT);

        assertThat(texts(poll.join())).isEqualTo(expected(7, 10));
    }

    @Test
    void a_seek_drops_what_was_fetched_ahead() {
        append(Q0, 0, 100);
        PollingConsumer consumer = consumer(settings -> settings.withMaxPollMessages(5), Q0);
        assertThat(poll(consumer)).isEqualTo(expected(0, 5));

        consumer.seek(Q0, 50);

        assertThat(poll(consumer)).isEqualTo(expected(50, 55));
    }

    @Test
    void a_seek_before_the_start_is_known_wins() {
        append(Q0, 0, 10);
        PollingConsumer consumer = client.pollingConsumer("audit").start();
        consumer.assign(List.of(Q0));
        consumer.seek(Q0, 3);

        assertThat(poll(consumer)).isEqualTo(expected(3, 10));
    }

    @Test
    void a_queue_that_is_not_assigned_cannot_be_sought() {
        PollingConsumer consumer = consumer(Q0);

        assertThatThrownBy(() -> consumer.seek(Q1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not have " + Q1);
    }

    @Test
    void pause_keeps_back_what_was_fetched_and_fetches_no_more() {
        append(Q0, 0, 100);
        append(Q1, 100, 110);
        PollingConsumer consumer = consumer(settings -> settings.withMaxPollMessages(10), Q0, Q1);
        consumer.pause(List.of(Q0));

        List<String> polled = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            polled.addAll(poll(consumer));
        }
        assertThat(polled).isEqualTo(expected(100, 110));
        assertThat(consumer.paused()).containsExactly(Q0);
        int pulls = pullsOf(Q0);
        backend.advance(Duration.ofMinutes(5));
        assertThat(pullsOf(Q0)).isEqualTo(pulls);

        CompletableFuture<List<MessageView>> poll = consumer.pollAsync(Duration.ofSeconds(20));
        backend.advance(MOMENT);
        assertThat(poll).isNotDone();
        consumer.resume(List.of(Q0));
        backend.advance(MOMENT);
        assertThat(texts(poll.join())).isEqualTo(expected(0, 10));
    }

    private int pullsOf(MessageQueue queue) {
        return (int) broker.requests(PullMessageRequest.class).stream()
                .filter(pull -> pull.queueId() == queue.queueId())
                .count();
    }

    @Test
    void fetching_ahead_ends_at_its_limit_and_goes_on_when_messages_are_done_with() {
        append(Q0, 0, 500);
        Pulling few = new Pulling(true, Duration.ofSeconds(20), Duration.ofSeconds(1), 32, 64, 2000);
        PollingConsumer consumer = consumer(settings -> settings.withPulling(few), Q0);
        backend.advance(Duration.ofMinutes(1));
        assertThat(pullsOf(Q0)).isEqualTo(2);

        assertThat(poll(consumer)).hasSize(64);
        backend.advance(Duration.ofMinutes(1));
        assertThat(pullsOf(Q0)).isEqualTo(2);

        int polled = 64;
        while (polled < 500) {
            polled += poll(consumer).size();
        }
        assertThat(polled).isEqualTo(500);
    }

    @Test
    void what_was_polled_is_committed_once_it_is_done_with_and_not_before() {
        append(Q0, 0, 30);
        PollingConsumer consumer = consumer(settings -> settings.withMaxPollMessages(10), Q0);
        poll(consumer);
        backend.advance(Duration.ofMinutes(1));
        assertThat(committed(Q0)).isZero();

        poll(consumer);
        backend.advance(Duration.ofMillis(5_100));
        assertThat(committed(Q0)).isEqualTo(10);

        crash();
        PollingConsumer again = connect()
                .pollingConsumer("audit")
                .settings(PollingSettings.defaults().withMaxPollMessages(10))
                .start();
        again.assign(List.of(Q0));
        assertThat(poll(again)).isEqualTo(expected(10, 20));
    }

    @Test
    void a_close_commits_what_is_done_with() {
        append(Q0, 0, 30);
        PollingConsumer consumer = consumer(settings -> settings.withMaxPollMessages(10), Q0);
        poll(consumer);
        poll(consumer);

        CompletableFuture<Void> stopped = ((ClientPollingConsumer) consumer).stop(Duration.ZERO);
        backend.advance(MOMENT);

        assertThat(stopped).isCompleted();
        assertThat(committed(Q0)).isEqualTo(10);
    }

    @Test
    void nothing_is_committed_but_by_hand_where_that_is_asked_for() {
        append(Q0, 0, 30);
        PollingConsumer consumer =
                consumer(settings -> settings.withMaxPollMessages(10).withoutAutoCommit(), Q0);
        poll(consumer);
        poll(consumer);
        poll(consumer);
        backend.advance(Duration.ofMinutes(1));
        assertThat(committed(Q0)).isZero();

        CompletableFuture<Void> part = consumer.commitAsync(Map.of(Q0, 7L));
        backend.advance(MOMENT);
        assertThat(part).isCompleted();
        assertThat(committed(Q0)).isEqualTo(7);

        CompletableFuture<Void> all = consumer.commitAsync();
        backend.advance(MOMENT);
        assertThat(all).isCompleted();
        assertThat(committed(Q0)).isEqualTo(30);

        consumer.seek(Q0, 5);
        poll(consumer);
        ((ClientPollingConsumer) consumer).stop(Duration.ZERO);
        backend.advance(Duration.ofMinutes(1));
        assertThat(committed(Q0)).isEqualTo(30);
    }

    @Test
    void a_commit_that_fails_says_so_and_can_be_made_again() {
        append(Q0, 0, 3);
        PollingConsumer consumer = consumer(PollingSettings::withoutAutoCommit, Q0);
        poll(consumer);
        broker.interfere(request -> request instanceof UpdateConsumerOffsetRequest
                ? new RemotingException(RemotingException.Kind.TIMEOUT, "lost")
                : null);
        CompletableFuture<Void> lost = consumer.commitAsync();
        backend.advance(MOMENT);
        assertThat(lost).isCompletedExceptionally();

        broker.interfere(request -> null);
        CompletableFuture<Void> made = consumer.commitAsync();
        backend.advance(MOMENT);
        assertThat(made).isCompleted();
        assertThat(committed(Q0)).isEqualTo(3);
    }

    @Test
    void a_commit_in_the_middle_of_automatic_ones_is_not_taken_back() {
        append(Q0, 0, 30);
        PollingConsumer consumer = consumer(settings -> settings.withMaxPollMessages(10), Q0);
        poll(consumer);
        consumer.commitAsync();
        backend.advance(Duration.ofMinutes(2));

        assertThat(committed(Q0)).isEqualTo(10);
    }

    @Test
    void a_group_behind_the_minimum_goes_on_as_its_policy_says() {
        append(Q0, 0, 10);
        append(Q1, 0, 10);
        broker.commit("audit", Q0, 2);
        broker.commit("audit", Q1, 2);
        broker.trim(Q0, 6);
        broker.trim(Q1, 6);

        assertThat(poll(consumer(Q0))).isEqualTo(expected(6, 10));
        PollingConsumer latest = consumer(settings -> settings.withWhenBehindMinimum(WhenBehindMinimum.LATEST), Q1);
        assertThat(poll(latest)).isEmpty();
        append(Q1, 10, 11);
        assertThat(poll(latest)).containsExactly("m10");
    }

    @Test
    void a_queue_without_a_position_fails_the_poll_until_somebody_seeks() {
        append(Q0, 0, 10);
        broker.commit("audit", Q0, 2);
        broker.trim(Q0, 6);
        PollingConsumer consumer = consumer(settings -> settings.withWhenBehindMinimum(WhenBehindMinimum.FAIL), Q0);

        assertThatThrownBy(() -> poll(consumer))
                .cause()
                .isInstanceOf(NoPositionException.class)
                .hasMessageContaining("offset 2 of " + Q0);

        consumer.seek(Q0, 8);
        assertThat(poll(consumer)).isEqualTo(expected(8, 10));
    }

    @Test
    void a_group_without_offsets_fails_the_poll_where_it_must_not_begin() {
        append(Q0, 0, 10);
        PollingConsumer consumer = consumer(settings -> settings.withStartFrom(StartFrom.fail()), Q0);

        assertThatThrownBy(() -> poll(consumer)).cause().isInstanceOf(NoPositionException.class);

        consumer.pause(List.of(Q0));
        assertThat(poll(consumer)).isEmpty();
        assertThat(committed(Q0)).isEqualTo(-1);
    }

    @Test
    void one_polls_at_a_time() {
        PollingConsumer consumer = consumer(Q0);
        CompletableFuture<List<MessageView>> first = consumer.pollAsync(Duration.ofSeconds(20));
        CompletableFuture<List<MessageView>> second = consumer.pollAsync(Duration.ofSeconds(20));
        backend.advance(MOMENT);

        assertThat(first).isNotDone();
        assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                .isThrownBy(second::get)
                .withMessageContaining("polled already");
    }

    @Test
    void a_poll_that_was_cancelled_loses_nothing() {
        PollingConsumer consumer = consumer(Q0);
        CompletableFuture<List<MessageView>> poll = consumer.pollAsync(Duration.ofSeconds(20));
        backend.advance(MOMENT);
        assertThat(poll.cancel(true)).isTrue();
        append(Q0, 0, 3);

        assertThat(poll(consumer)).isEqualTo(expected(0, 3));
    }

    @Test
    void a_wakeup_ends_the_poll_that_waits_or_the_next_one() {
        PollingConsumer consumer = consumer(Q0);
        CompletableFuture<List<MessageView>> poll = consumer.pollAsync(Duration.ofSeconds(20));
        backend.advance(MOMENT);
        consumer.wakeup();
        backend.advance(MOMENT);
        assertThat(poll.join()).isEmpty();

        consumer.wakeup();
        append(Q0, 0, 3);
        assertThat(poll(consumer)).isEmpty();
        assertThat(poll(consumer)).isEqualTo(expected(0, 3));
    }

    @Test
    void an_assignment_replaces_the_one_before() {
        append(Q0, 0, 3);
        append(Q1, 10, 13);
        PollingConsumer consumer = consumer(Q0);
        consumer.assign(List.of(Q1));
        assertThat(consumer.assignment()).containsExactly(Q1);

        assertThat(poll(consumer)).isEqualTo(expected(10, 13));

        consumer.assign(List.of(Q0, Q1));
        consumer.assign(List.of());
        consumer.assign(List.of(Q0));
        consumer.seek(Q0, 1);
        assertThat(poll(consumer)).isEqualTo(expected(1, 3));
    }

    @Test
    void a_broker_that_fails_is_asked_again() {
        append(Q0, 0, 3);
        PollingConsumer consumer = consumer(Q0);
        assertThat(poll(consumer)).hasSize(3);
        broker.interfere(request -> new RemotingException(RemotingException.Kind.CONNECT_FAILED, "down"));
        backend.advance(Duration.ofMinutes(1));
        assertThat(poll(consumer)).isEmpty();
        broker.interfere(request -> null);
        append(Q0, 3, 5);

        CompletableFuture<List<MessageView>> poll = consumer.pollAsync(Duration.ofSeconds(30));
        backend.advance(Duration.ofSeconds(30));
        assertThat(texts(poll.join())).isEqualTo(expected(3, 5));
    }

    @Test
    void after_a_close_polls_are_refused_and_the_one_that_waits_returns() {
        PollingConsumer consumer = consumer(Q0);
        CompletableFuture<List<MessageView>> poll = consumer.pollAsync(Duration.ofSeconds(20));
        backend.advance(MOMENT);
        ((ClientPollingConsumer) consumer).stop(Duration.ZERO);
        backend.advance(MOMENT);
        assertThat(poll.join()).isEmpty();

        assertThatThrownBy(() -> poll(consumer))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void a_member_gets_its_queues_from_the_division_of_its_group() {
        broker.members(client.clientId());
        append(Q0, 0, 3);
        PollingConsumer consumer = client.pollingConsumer("audit")
                .settings(PollingSettings.defaults().withStartFrom(StartFrom.earliest()))
                .subscribe("orders", "*")
                .start();
        backend.advance(Duration.ofSeconds(3));

        assertThat(consumer.assignment()).containsExactlyInAnyOrder(Q0, Q1);
        assertThat(poll(consumer)).isEqualTo(expected(0, 3));
        assertThatThrownBy(() -> consumer.assign(List.of(Q0))).hasMessageContaining("subscribes");

        // Another member comes: its queue is let go when what was polled is done with.
        broker.members(client.clientId(), "0-another");
        ((ClientPollingConsumer) consumer).wake("test");
        backend.advance(Duration.ofMillis(300));
        assertThat(consumer.assignment()).containsExactly(Q1);
        poll(consumer);
        backend.advance(MOMENT);
        assertThat(committed(Q0)).isEqualTo(3);
    }
}
