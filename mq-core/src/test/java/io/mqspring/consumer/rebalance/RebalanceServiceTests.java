package io.mqspring.consumer.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.RunningConsumer;
import io.mqspring.consumer.RunningConsumer.Listening;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.scripted.LogLines;
import io.mqspring.scripted.ModelBroker;
import io.mqspring.transport.RemotingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RebalanceServiceTests {

    private static final SubscriptionSettings SETTINGS =
            SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest());

    private final ConsumerRig rig = new ConsumerRig();
    private final ConsumerRig otherRig = rig.restarted();
    private final List<String> consumed = new ArrayList<>();
    private final Map<String, CompletableFuture<ConsumeResult>> running = new LinkedHashMap<>();
    private final AsyncMessageListener atOnce = views -> {
        consumed.add(text(views.get(0)));
        return CompletableFuture.completedFuture(ConsumeResult.success());
    };
    private final AsyncMessageListener byHand = views -> {
        CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
        running.put(text(views.get(0)), result);
        return result;
    };

    @BeforeEach
    void makeTheTopic() {
        rig.broker.topic("orders", 4);
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    private RunningConsumer member(ConsumerRig of, String id, AsyncMessageListener listener) {
        return new RunningConsumer(
                        of, id, of.backend.workers(), 1_000_000, new Listening("orders", "*", SETTINGS, listener))
                .start();
    }

    private static List<Integer> owned(RunningConsumer consumer) {
        return consumer.rebalance.owned().stream()
                .filter(queue -> queue.topic().equals("orders"))
                .map(queue -> queue.queueId())
                .toList();
    }

    private void notice(RunningConsumer... members) {
        for (RunningConsumer member : members) {
            member.rebalance.wake("members changed");
        }
        rig.backend.settle();
    }

    private void finish(String body) {
        running.remove(body).complete(ConsumeResult.success());
        rig.backend.settle();
    }

    @Test
    void a_member_alone_takes_all_queues_at_once() {
        RunningConsumer me = member(rig, "me", atOnce);

        assertThat(owned(me)).containsExactly(0, 1, 2, 3);
        assertThat(me.pulls.progress())
                .extracting(QueueProgress::consumedOffset)
                .containsExactly(0L, 0L, 0L, 0L);
        assertThat(me.observed).containsExactly("rebalance orders 4");
    }

    @Test
    void S3_membership_a_joining_member_gets_its_share_within_a_second_and_a_leaving_one_gives_it_back() {
        rig.broker.members("a");
        RunningConsumer a = member(rig, "a", atOnce);
        rig.broker.members("b", "a");
        RunningConsumer b = member(otherRig, "b", atOnce);
        notice(a, b);

        rig.backend.advance(Duration.ofSeconds(1));
        assertThat(owned(a)).containsExactly(0, 1);
        assertThat(owned(b)).containsExactly(2, 3);
        assertThat(b.pulls.progress()).extracting(QueueProgress::consumedOffset).containsExactly(0L, 0L);

        CompletableFuture<Void> stopped = b.stop();
        assertThat(stopped).isCompleted();
        rig.broker.members("a");
        notice(a);
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(owned(a)).containsExactly(0, 1, 2, 3);
        assertThat(a.pulls.progress()).hasSize(4);
    }

    @Test
    void a_graceful_move_makes_no_duplicates() {
        rig.broker.members("a");
        RunningConsumer a = member(rig, "a", byHand);
        IntStream.range(0, 3).forEach(i -> rig.broker.append("orders", 3, "m" + i));
        rig.backend.settle();
        finish("m1");
        finish("m0");

        rig.broker.members("a", "b");
        notice(a);
        RunningConsumer b = member(otherRig, "b", atOnce);
        // The call that runs on the old owner ends before the new one begins.
        rig.backend.advance(Duration.ofMillis(300));
        finish("m2");
        rig.broker.append("orders", 3, "m3");
        rig.backend.advance(Duration.ofSeconds(2));

        assertThat(owned(b)).containsExactly(2, 3);
        assertThat(consumed).containsExactly("m3");
        assertThat(running).isEmpty();
    }

    @Test
    void S9_duplicates_of_a_move_are_the_calls_that_outlast_the_take_over_and_the_offset_does_not_fall() {
        rig.broker.members("a");
        RunningConsumer a = member(rig, "a", byHand);
        IntStream.range(0, 3).forEach(i -> rig.broker.append("orders", 3, "m" + i));
        rig.backend.settle();
        finish("m0");

        rig.broker.members("a", "b");
        notice(a);
        member(otherRig, "b", atOnce);
        rig.backend.advance(Duration.ofSeconds(10));
        assertThat(consumed).containsExactly("m1", "m2");
        assertThat(rig.broker.committed("billing", ModelBroker.queue("orders", 3)))
                .hasValue(3);
        finish("m1");
        rig.backend.advance(Duration.ofSeconds(30));

        assertThat(rig.broker.committed("billing", ModelBroker.queue("orders", 3)))
                .hasValue(3);
    }

    @Test
    void a_queue_that_comes_back_waits_for_its_running_calls() {
        rig.broker.members("a");
        RunningConsumer a = member(rig, "a", byHand);
        rig.broker.append("orders", 3, "slow");
        rig.backend.settle();
        rig.broker.members("a", "b");
        notice(a);
        rig.backend.advance(Duration.ofSeconds(1));
        rig.broker.members("a");
        notice(a);
        rig.backend.advance(Duration.ofSeconds(1));
        assertThat(owned(a)).containsExactly(0, 1, 2);

        finish("slow");
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(owned(a)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void a_member_that_the_broker_does_not_know_yet_asks_again_soon() {
        rig.broker.members("somebody");
        RunningConsumer me = member(rig, "me", atOnce);
        assertThat(owned(me)).isEmpty();
        assertThat(me.heartbeats()).isPositive();
        rig.broker.members("me", "somebody");

        rig.backend.advance(Duration.ofMillis(300));

        assertThat(owned(me)).containsExactly(0, 1);
    }

    @Test
    void a_group_that_the_broker_does_not_know_is_no_reason_to_wait_long() {
        rig.broker.interfere(request ->
                request instanceof GetConsumerListRequest && rig.backend.time().nanoTime() < 500e6
                        ? new CommandFailedException(ResponseCode.SYSTEM_ERROR, "no consumer for this group")
                        : null);
        RunningConsumer me = member(rig, "me", atOnce);

        rig.backend.advance(Duration.ofMillis(1600));

        assertThat(owned(me)).hasSize(4);
    }

    @Test
    void a_member_whose_heartbeats_are_refused_says_why_it_consumes_nothing() {
        rig.broker.interfere(request -> request instanceof GetConsumerListRequest
                ? new CommandFailedException(ResponseCode.SYSTEM_ERROR, "no consumer for this group")
                : null);
        for (CommandFailedException refusal : List.of(
                new CommandFailedException(ResponseCode.NO_PERMISSION, "no permission to access Topic:orders"),
                // As release 4.9 says it.
                new CommandFailedException(
                        ResponseCode.SYSTEM_ERROR, "AclException: No permission for topic:orders"))) {
            try (LogLines log = LogLines.warningsOf(MemberLists.class)) {
                RunningConsumer me = member(rig, "me", atOnce);
                me.heartbeatRefusal = refusal;

                rig.backend.advance(Duration.ofSeconds(10));

                assertThat(log.lines())
                        .singleElement()
                        .asString()
                        .contains("consumes nothing yet", refusal.remark(), "mq.access-key")
                        .doesNotContain("create the group");
                me.stop();
            }
        }
    }

    @Test
    void a_member_of_a_group_that_the_broker_does_not_create_says_what_to_do() {
        rig.broker.interfere(request -> request instanceof GetConsumerListRequest
                ? new CommandFailedException(ResponseCode.SYSTEM_ERROR, "no consumer for this group")
                : null);
        try (LogLines log = LogLines.warningsOf(MemberLists.class)) {
            member(rig, "me", atOnce);

            rig.backend.advance(Duration.ofSeconds(10));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("no consumer for this group", "create the group");
        }
    }

    @Test
    void a_broker_that_cannot_be_reached_changes_nothing() {
        RunningConsumer me = member(rig, "me", atOnce);
        rig.broker.interfere(request -> request instanceof GetConsumerListRequest
                ? new RemotingException(RemotingException.Kind.CONNECT_FAILED, "down")
                : null);
        notice(me);

        rig.backend.advance(Duration.ofMinutes(5));

        assertThat(owned(me)).containsExactly(0, 1, 2, 3);
        assertThat(me.observed).containsExactly("rebalance orders 4");
    }

    @Test
    void a_member_that_the_broker_has_forgotten_keeps_what_it_has_and_sends_heartbeats() {
        RunningConsumer me = member(rig, "me", atOnce);
        rig.broker.members("somebody");

        rig.backend.advance(Duration.ofSeconds(25));

        assertThat(owned(me)).hasSize(4);
        assertThat(me.heartbeats()).isPositive();
    }

    @Test
    void queues_that_a_topic_gains_and_topics_that_appear_are_found() {
        RunningConsumer me = member(rig, "me", atOnce);
        rig.broker.topic("orders", 6).topic("%RETRY%billing", 1);

        rig.backend.advance(Duration.ofSeconds(35));

        assertThat(owned(me)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(me.rebalance.owned()).contains(ModelBroker.queue("%RETRY%billing", 0));
    }

    @Test
    void a_burst_of_notices_is_few_runs() {
        RunningConsumer me = member(rig, "me", atOnce);
        rig.backend.advance(Duration.ofSeconds(5));
        int before = rig.broker.requests(GetConsumerListRequest.class).size();

        for (int i = 0; i < 100; i++) {
            notice(me);
            rig.backend.advance(Duration.ofMillis(10));
        }
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(rig.broker.requests(GetConsumerListRequest.class).size() - before)
                .isBetween(2, 8);
    }

    @Test
    void without_any_notice_the_division_is_looked_at_every_interval() {
        rig.broker.members("a");
        RunningConsumer a = member(rig, "a", atOnce);
        rig.broker.members("a", "b");

        rig.backend.advance(Duration.ofSeconds(21));

        assertThat(owned(a)).containsExactly(0, 1);
    }

    @Test
    void a_closed_service_changes_nothing_any_more() {
        RunningConsumer a = member(rig, "me", atOnce);
        rig.onLoop(a.rebalance::close);
        rig.broker.members("me", "b");

        notice(a);
        rig.backend.advance(Duration.ofMinutes(1));

        assertThat(owned(a)).hasSize(4);
    }
}
