package io.mqspring.consumer.offset;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.StartFrom;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetMinOffsetRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.scripted.ModelBroker;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartPositionsTests {

    private static final MessageQueue Q0 = ModelBroker.queue("orders", 0);
    private static final MessageQueue Q1 = ModelBroker.queue("orders", 1);

    private final ConsumerRig rig = new ConsumerRig();

    @BeforeEach
    void knowTheTopic() {
        rig.broker.topic("orders", 2);
        for (int i = 0; i < 5; i++) {
            rig.broker.append("orders", 0, "old");
            rig.backend.advance(Duration.ofSeconds(1));
        }
        rig.broker.append("orders", 1, "old");
    }

    private OptionalLong start(MessageQueue queue, StartFrom from) {
        return rig.ask(() -> rig.starts.startOf(queue, from)).join();
    }

    private void open() {
        rig.onLoop(() -> rig.starts.open(List.of("orders")));
    }

    @Test
    void a_committed_offset_wins() {
        open();
        rig.broker.commit("billing", Q0, 3);

        assertThat(start(Q0, StartFrom.latest())).hasValue(3);
    }

    @Test
    void latest_is_decided_over_all_queues_at_once_and_committed_at_once() {
        open();

        assertThat(start(Q0, StartFrom.latest())).hasValue(5);

        assertThat(rig.broker.committed("billing", Q0)).hasValue(5);
        assertThat(rig.broker.committed("billing", Q1)).hasValue(1);
        rig.broker.append("orders", 1, "sent after the decision");
        assertThat(start(Q1, StartFrom.latest())).hasValue(1);
    }

    @Test
    void earliest_is_the_first_message_kept() {
        open();
        rig.broker.trim(Q0, 2);

        assertThat(start(Q0, StartFrom.earliest())).hasValue(2);
    }

    @Test
    void who_may_consume_but_not_ask_for_offsets_learns_them_by_a_pull() {
        rig.broker.interfere(request -> request instanceof GetMaxOffsetRequest || request instanceof GetMinOffsetRequest
                ? new CommandFailedException(ResponseCode.NO_PERMISSION, "lacks GET")
                : null);
        rig.broker.trim(Q0, 2);
        open();

        assertThat(start(Q0, StartFrom.latest())).hasValue(5);
        assertThat(start(Q1, StartFrom.latest())).hasValue(1);
        assertThat(rig.ask(() -> new QueueEnds("billing", rig.link).minimum(Q0)).join())
                .isEqualTo(2);
        assertThat(rig.broker.leased()).isZero();
    }

    @Test
    void what_else_a_broker_refuses_to_say_about_offsets_is_a_failure() {
        rig.broker.interfere(request -> request instanceof GetMaxOffsetRequest
                ? new CommandFailedException(ResponseCode.SYSTEM_ERROR, "cannot say")
                : null);
        open();

        assertThat(rig.ask(() -> rig.starts.startOf(Q0, StartFrom.latest()))).isCompletedExceptionally();
        assertThat(rig.broker.requests(PullMessageRequest.class)).isEmpty();
    }

    @Test
    void a_time_is_the_first_message_stored_then_or_later() {
        open();
        Instant third = Instant.ofEpochMilli(rig.backend.time().wallMillis()).minus(Duration.ofSeconds(3));

        assertThat(start(Q0, StartFrom.timestamp(third))).hasValue(2);
    }

    @Test
    void a_time_is_obeyed_where_a_broker_names_the_nearest_message() {
        open();
        rig.broker.nearestSearch();
        long now = rig.backend.time().wallMillis();

        assertThat(search(now - 3_100)).isEqualTo(2);
        assertThat(search(now - 2_900)).isEqualTo(3);
        assertThat(search(now - 100)).isEqualTo(5);
        assertThat(search(now - 60_000)).isZero();
    }

    @Test
    void a_time_is_that_of_the_first_of_many_messages_stored_at_once() {
        open();
        rig.broker.nearestSearch();
        long now = rig.backend.time().wallMillis();
        for (int i = 0; i < 100; i++) {
            rig.broker.append("orders", 0, "at once");
        }

        assertThat(search(now)).isEqualTo(5);
        assertThat(search(now + 1)).isEqualTo(105);
    }

    private long search(long millis) {
        return rig.ask(() -> new TimeSearch(ConsumerRig.GROUP, rig.link).find(Q0, Instant.ofEpochMilli(millis)))
                .join();
    }

    @Test
    void a_group_that_must_not_begin_by_itself_does_not() {
        open();

        assertThat(start(Q0, StartFrom.fail())).isEmpty();

        assertThat(rig.broker.committed("billing", Q0)).isEmpty();
    }

    @Test
    void a_queue_that_appears_later_starts_at_its_first_message() {
        open();
        start(Q0, StartFrom.latest());
        rig.broker.topic("orders", 3);
        MessageQueue added = ModelBroker.queue("orders", 2);
        rig.broker.append("orders", 2, "the first on a new queue");

        assertThat(start(added, StartFrom.latest())).hasValue(0);
    }

    @Test
    void a_topic_that_appears_after_its_listener_starts_at_its_first_message() {
        rig.onLoop(() -> rig.starts.open(List.of("late")));
        rig.broker.topic("late", 2);
        rig.broker.append("late", 0, "the very first");
        rig.know("late");

        assertThat(start(ModelBroker.queue("late", 0), StartFrom.latest())).hasValue(0);
        assertThat(rig.broker.committed("billing", ModelBroker.queue("late", 1)))
                .hasValue(0);
    }

    @Test
    void the_retry_topic_starts_at_its_first_message() {
        rig.broker.topic("%RETRY%billing", 1);
        rig.broker.append("%RETRY%billing", 0, "failed before");
        rig.know("%RETRY%billing");

        assertThat(start(ModelBroker.queue("%RETRY%billing", 0), StartFrom.latest()))
                .hasValue(0);
    }

    @Test
    void what_another_member_decides_meanwhile_wins() {
        open();
        AtomicBoolean once = new AtomicBoolean();
        rig.broker.interfere(request -> {
            if (request instanceof GetMaxOffsetRequest && once.compareAndSet(false, true)) {
                // The other member has read the ends before and writes its decision now.
                rig.broker.commit("billing", Q0, 4);
                rig.broker.commit("billing", Q1, 0);
            }
            return null;
        });

        assertThat(start(Q0, StartFrom.latest())).hasValue(4);
        assertThat(rig.broker.committed("billing", Q1)).hasValue(0);
    }

    @Test
    void a_queue_is_not_called_new_while_another_member_is_writing_its_decision() {
        open();
        rig.broker.commit("billing", Q1, 1);

        CompletableFuture<OptionalLong> start = new CompletableFuture<>();
        rig.onLoop(() -> rig.starts.startOf(Q0, StartFrom.latest()).thenAccept(start::complete));
        assertThat(start).isNotDone();
        rig.broker.commit("billing", Q0, 5);
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(start.join()).hasValue(5);
    }

    @Test
    void a_decision_that_could_not_be_written_everywhere_is_not_made_anew() {
        open();
        AtomicBoolean failing = new AtomicBoolean(true);
        rig.broker.interfere(request ->
                failing.get() && request instanceof UpdateConsumerOffsetRequest update && update.queueId() == 0
                        ? new RemotingException(RemotingException.Kind.TIMEOUT, "lost")
                        : null);

        assertThat(rig.ask(() -> rig.starts.startOf(Q0, StartFrom.latest()))).isCompletedExceptionally();
        assertThat(rig.broker.committed("billing", Q1)).hasValue(1);
        rig.broker.append("orders", 0, "sent after the decision");
        failing.set(false);

        assertThat(start(Q0, StartFrom.latest())).hasValue(5);
        assertThat(rig.broker.committed("billing", Q0)).hasValue(5);
    }
}
