package io.mqspring.consumer.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RunningConsumer;
import io.mqspring.consumer.RunningConsumer.Listening;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.UnlockQueuesRequest;
import io.mqspring.scripted.ModelBroker;
import io.mqspring.transport.RemotingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that are consumed in order are locked, on brokers of this project and on others. */
class QueueLockTests {

    private static final SubscriptionSettings ORDERED =
            SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()).withOrdering(Ordering.QUEUE);

    private final ConsumerRig rig = new ConsumerRig();
    private final ConsumerRig otherRig = rig.restarted();
    private final List<String> log = new ArrayList<>();
    private final Map<String, CompletableFuture<ConsumeResult>> running = new LinkedHashMap<>();

    @BeforeEach
    void makeTheTopic() {
        rig.broker.topic("orders", 2);
        rig.broker.members("a");
    }

    private void kind(String broker) {
        if (broker.equals("ours")) {
            rig.broker.claims(Duration.ofSeconds(30));
        }
    }

    private AsyncMessageListener atOnce(String who) {
        return views -> {
            log.add(who + " " + text(views.get(0)));
            return CompletableFuture.completedFuture(ConsumeResult.success());
        };
    }

    private AsyncMessageListener byHand(String who) {
        return views -> {
            log.add(who + " " + text(views.get(0)));
            CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
            running.put(text(views.get(0)), result);
            return result;
        };
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    private static RunningConsumer member(ConsumerRig of, String id, AsyncMessageListener listener) {
        RunningConsumer member = new RunningConsumer(
                        of, id, of.backend.workers(), 1_000_000, new Listening("orders", "*", ORDERED, listener))
                .start();
        of.backend.advance(Duration.ofMillis(200));
        return member;
    }

    private void members(List<RunningConsumer> told, String... ids) {
        rig.broker.members(ids);
        told.forEach(member -> member.rebalance.wake("members have changed"));
        rig.backend.settle();
    }

    private void finish(String body) {
        running.remove(body).complete(ConsumeResult.success());
        rig.backend.settle();
    }

    private void send(int queueId, String body) {
        rig.broker.append("orders", queueId, body);
        rig.backend.settle();
    }

    /** Somebody else, an official member in order, asks for the lock. */
    private boolean lockElsewhere(int queueId) {
        return !rig.broker
                .exchange(
                        ModelBroker.ADDRESS,
                        new LockQueuesRequest(
                                "official", ConsumerRig.GROUP, List.of(ModelBroker.queue("orders", queueId))),
                        Duration.ofSeconds(1))
                .join()
                .locked()
                .isEmpty();
    }

    private void unlockElsewhere(int queueId) {
        rig.broker.exchange(
                ModelBroker.ADDRESS,
                new UnlockQueuesRequest("official", ConsumerRig.GROUP, List.of(ModelBroker.queue("orders", queueId))),
                Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "official"})
    void a_queue_is_locked_before_it_is_pulled_and_as_long_as_it_is_owned(String broker) {
        kind(broker);
        assertThat(lockElsewhere(1)).isTrue();
        RunningConsumer a = member(rig, "a", atOnce("a"));
        send(0, "m0");
        send(1, "n0");
        rig.backend.advance(Duration.ofSeconds(5));
        assertThat(log).containsExactly("a m0");

        unlockElsewhere(1);
        rig.backend.advance(Duration.ofSeconds(1));
        assertThat(log).containsExactly("a m0", "a n0");
        for (int i = 0; i < 20; i++) {
            rig.backend.advance(Duration.ofSeconds(30));
            assertThat(lockElsewhere(0)).isFalse();
        }

        assertThat(a.stop()).isCompleted();
        assertThat(lockElsewhere(0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "official"})
    void the_lock_is_given_back_when_the_last_call_has_ended_and_its_offset_is_committed(String broker) {
        kind(broker);
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(1, "n0");
        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        send(1, "n1");
        rig.backend.advance(Duration.ofSeconds(20));
        assertThat(log).doesNotContain("b n0", "b n1");

        running.keySet().stream().toList().forEach(this::finish);
        rig.backend.advance(broker.equals("ours") ? Duration.ofMillis(10) : Duration.ofSeconds(1));
        assertThat(log).endsWith("b n1").doesNotContain("b n0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "official"})
    void not_even_a_call_that_outlasts_the_hand_over_time_out_lets_two_members_run_one_queue(String broker) {
        kind(broker);
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(1, "n0");
        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofMinutes(10));
        assertThat(log).containsExactly("a n0");

        finish("n0");
        rig.backend.advance(Duration.ofSeconds(2));
        assertThat(log).as("it was let go unfinished").containsExactly("a n0", "b n0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "official"})
    void who_cannot_renew_its_lock_begins_no_call_and_starts_over_when_it_is_back(String broker) {
        kind(broker);
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(0, "m0");
        boolean[] cut = {true};
        rig.broker.interfere(request -> cut[0] && request instanceof LockQueuesRequest
                ? new RemotingException(RemotingException.Kind.CONNECTION_LOST, "cut")
                : null);
        rig.backend.advance(Duration.ofSeconds(31));
        send(0, "m1");
        rig.backend.advance(Duration.ofMillis(100));
        assertThat(log).containsExactly("a m0");
        rig.backend.advance(Duration.ofSeconds(60));
        assertThat(log).as("waits for what runs, and for the lock").containsExactly("a m0");

        cut[0] = false;
        rig.backend.advance(Duration.ofSeconds(10));
        assertThat(log).containsExactly("a m0");
        finish("m0");
        rig.backend.advance(Duration.ofSeconds(6));
        assertThat(log).as("from the committed offset").startsWith("a m0", "a m0");
        running.keySet().stream().toList().forEach(this::finish);
        rig.backend.advance(Duration.ofSeconds(1));
        assertThat(log).contains("a m1");
        assertThat(a.budget.used()).isGreaterThanOrEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "official"})
    void a_lock_that_somebody_else_has_got_is_not_used_any_more(String broker) {
        kind(broker);
        member(rig, "a", atOnce("a"));
        send(0, "m0");
        rig.broker.restart();
        assertThat(lockElsewhere(0)).isTrue();
        rig.backend.advance(Duration.ofSeconds(21));
        send(0, "m1");
        rig.backend.advance(Duration.ofSeconds(5));
        assertThat(log).containsExactly("a m0");

        unlockElsewhere(0);
        rig.backend.advance(Duration.ofSeconds(2));
        assertThat(log).containsExactly("a m0", "a m1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "official"})
    void a_queue_that_is_given_up_while_its_lock_is_waited_for_is_not_locked_later(String broker) {
        kind(broker);
        lockElsewhere(1);
        RunningConsumer a = member(rig, "a", atOnce("a"));
        members(List.of(a), "a", "b");
        rig.backend.advance(Duration.ofSeconds(3));
        unlockElsewhere(1);
        rig.backend.advance(Duration.ofSeconds(3));
        assertThat(lockElsewhere(1)).isTrue();
        assertThat(lockElsewhere(0)).isFalse();
    }
}
