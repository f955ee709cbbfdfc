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
import io.mqspring.message.PropertyNames;
import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.ReleaseQueueRequest;
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

/** A queue moves between members of this project on a broker of this project. */
class HandOverTests {

    private static final SubscriptionSettings SETTINGS =
            SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest());

    private final ConsumerRig rig = new ConsumerRig();
    private final ConsumerRig otherRig = rig.restarted();
    private final ConsumerRig thirdRig = rig.restarted();
    private final List<String> log = new ArrayList<>();
    private final Map<String, CompletableFuture<ConsumeResult>> running = new LinkedHashMap<>();

    @BeforeEach
    void makeTheTopic() {
        rig.broker.topic("orders", 4).claims(Duration.ofSeconds(30));
        rig.broker.members("a");
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

    /** One that has been there long enough to look at a change at once. */
    private static RunningConsumer member(ConsumerRig of, String id, AsyncMessageListener listener) {
        return member(of, id, listener, SETTINGS);
    }

    private static RunningConsumer member(
            ConsumerRig of, String id, AsyncMessageListener listener, SubscriptionSettings settings) {
        RunningConsumer member = new RunningConsumer(
                        of, id, of.backend.workers(), 1_000_000, new Listening("orders", "*", settings, listener))
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

    private void send(int queueId, String... bodies) {
        for (String body : bodies) {
            rig.broker.append("orders", queueId, body);
        }
        rig.backend.settle();
    }

    /** To the queue that the second member gets. */
    private void sendOfKey(String key, String... bodies) {
        for (String body : bodies) {
            rig.broker.append("orders", 3, body, Map.of(PropertyNames.SHARDING_KEY, key), 0);
        }
        rig.backend.settle();
    }

    private static SubscriptionSettings byKey() {
        return SETTINGS.withOrdering(Ordering.KEY);
    }

    private long committed(int queueId) {
        return rig.broker
                .committed(ConsumerRig.GROUP, ModelBroker.queue("orders", queueId))
                .orElse(-1);
    }

    @Test
    void the_next_owner_begins_when_the_last_call_of_the_old_one_has_ended_and_nothing_comes_twice() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0", "m1", "m2", "m3");
        finish("m1");
        finish("m0");

        members(List.of(a), "a", "b");
        RunningConsumer b = member(otherRig, "b", atOnce("b"));
        send(3, "m4");
        // Far longer than members wait for each other on other brokers.
        rig.backend.advance(Duration.ofSeconds(20));
        assertThat(log).doesNotContain("b m4");

        finish("m3");
        rig.backend.advance(Duration.ofSeconds(1));
        assertThat(log).doesNotContain("b m4");
        finish("m2");
        rig.backend.advance(Duration.ofMillis(10));

        assertThat(log).containsExactly("a m0", "a m1", "a m2", "a m3", "b m4");
        assertThat(committed(3)).isEqualTo(4);
        assertThat(a.observed).noneMatch(event -> event.startsWith("uncommitted"));
        assertThat(b.observed).noneMatch(event -> event.startsWith("timeout"));
    }

    @Test
    void what_was_done_behind_messages_that_nobody_had_begun_does_not_come_again() {
        RunningConsumer a = member(rig, "a", byHand("a"), byKey());
        sendOfKey("paul", "m0", "m1");
        sendOfKey("mary", "m2");
        sendOfKey("paul", "m3");
        finish("m2");
        assertThat(log).containsExactly("a m0", "a m2");

        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"), byKey());
        finish("m0");
        assertThat(log).as("the one before what is done").containsExactly("a m0", "a m2", "a m1");
        finish("m1");
        rig.backend.advance(Duration.ofMillis(10));

        assertThat(log).containsExactly("a m0", "a m2", "a m1", "b m3");
        assertThat(a.observed).noneMatch(event -> event.startsWith("uncommitted"));
    }

    @Test
    void a_failure_in_a_queue_that_moves_ends_what_its_owner_begins() {
        RunningConsumer a = member(rig, "a", byHand("a"), byKey());
        sendOfKey("paul", "m0", "m1");
        sendOfKey("mary", "m2");
        finish("m2");

        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"), byKey());
        running.remove("m0").complete(ConsumeResult.retry());
        rig.backend.advance(Duration.ofMillis(10));

        assertThat(log).containsExactlyInAnyOrder("a m0", "a m2", "b m0", "b m1", "b m2");
        assertThat(log).containsSubsequence("a m0", "b m0", "b m1");
        assertThat(a.observed).anyMatch(event -> event.startsWith("uncommitted"));
    }

    @Test
    void what_was_postponed_is_not_begun_before_its_time_because_its_queue_moves() {
        RunningConsumer a = member(rig, "a", byHand("a"), byKey());
        sendOfKey("paul", "m0");
        sendOfKey("mary", "m1");
        running.remove("m0").complete(ConsumeResult.postponed(Duration.ofSeconds(10)));
        finish("m1");

        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"), byKey());
        rig.backend.advance(Duration.ofMillis(10));

        assertThat(log).startsWith("a m0", "a m1").doesNotHaveDuplicates().contains("b m0");
    }

    @Test
    void an_idle_queue_moves_within_a_second_of_the_change() {
        RunningConsumer a = member(rig, "a", atOnce("a"));
        send(3, "m0");
        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        send(3, "m1");
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(log).containsExactly("a m0", "b m1");
    }

    @Test
    void an_owner_that_takes_too_long_lets_go_with_its_last_commit_and_counts_what_comes_again() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0", "m1", "m2");
        members(List.of(a), "a", "b");
        RunningConsumer b = member(otherRig, "b", atOnce("b"));
        finish("m0");
        finish("m2");
        rig.backend.advance(Duration.ofSeconds(29));
        assertThat(log).noneMatch(line -> line.startsWith("b"));
        assertThat(committed(3)).isLessThanOrEqualTo(1);

        rig.backend.advance(Duration.ofSeconds(1));
        assertThat(log).endsWith("b m1", "b m2");
        assertThat(a.observed).contains("uncommitted orders/3 2");
        assertThat(b.observed).noneMatch(event -> event.startsWith("timeout"));

        // Two minutes later it ends, and takes nothing back.
        rig.backend.advance(Duration.ofMinutes(2));
        finish("m1");
        rig.backend.advance(Duration.ofSeconds(10));
        assertThat(committed(3)).isEqualTo(3);
    }

    @Test
    void an_owner_that_hears_of_nothing_loses_its_queue_after_the_time_out_and_its_commits_count_no_more() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0");
        members(List.of(), "a", "b");
        // Nobody tells a, and it looks by itself only every 20 s; it cannot even do that.
        rig.onLoop(a.rebalance::close);
        RunningConsumer b = member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofSeconds(31));

        assertThat(b.observed).contains("timeout orders/3");
        assertThat(log).containsExactly("a m0", "b m0");
        finish("m0");
        rig.backend.advance(Duration.ofSeconds(30));
        assertThat(committed(3)).isEqualTo(1);
    }

    @Test
    void an_owner_that_dies_while_it_is_waited_for_frees_its_queues() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0");
        members(List.of(a), "a", "b");
        RunningConsumer b = member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofSeconds(2));
        a.crash();
        members(List.of(b), "b");
        rig.backend.advance(Duration.ofMillis(10));

        assertThat(log).containsExactly("a m0", "b m0");
        assertThat(b.observed).noneMatch(event -> event.startsWith("timeout"));
    }

    @Test
    void a_waiting_claim_that_is_lost_with_its_connection_is_made_again() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0");
        boolean[] broken = {true};
        rig.broker.interfere(request -> broken[0] && request instanceof ClaimQueueRequest
                ? new RemotingException(RemotingException.Kind.CONNECTION_LOST, "cut")
                : null);
        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofSeconds(3));
        broken[0] = false;
        rig.backend.advance(Duration.ofSeconds(6));
        assertThat(log).containsExactly("a m0");
        send(3, "m1");
        finish("m0");
        rig.backend.advance(Duration.ofMillis(10));

        assertThat(log).containsExactly("a m0", "b m1");
    }

    @Test
    void a_release_that_is_lost_is_sent_again() {
        RunningConsumer a = member(rig, "a", atOnce("a"));
        send(3, "m0");
        int[] cut = {2};
        rig.broker.interfere(request -> request instanceof ReleaseQueueRequest && cut[0]-- > 0
                ? new RemotingException(RemotingException.Kind.CONNECTION_LOST, "cut")
                : null);
        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        send(3, "m1");
        rig.backend.advance(Duration.ofSeconds(3));

        assertThat(log).containsExactly("a m0", "b m1");
    }

    @Test
    void the_next_owner_may_lose_the_queue_again_before_it_has_got_it() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0");
        members(List.of(a), "a", "b");
        RunningConsumer b = member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofSeconds(1));
        // Queue 3 falls to c now, which waits behind b, that is not interested any more.
        members(List.of(a, b), "a", "b", "c");
        RunningConsumer c = member(thirdRig, "c", atOnce("c"));
        rig.backend.advance(Duration.ofSeconds(2));
        assertThat(owned(b)).doesNotContain(3);
        assertThat(owned(c)).containsExactly(3);
        send(3, "m1");
        assertThat(log).containsExactly("a m0");
        finish("m0");
        rig.backend.advance(Duration.ofMillis(10));

        assertThat(log).containsExactly("a m0", "c m1");
        assertThat(committed(3)).isGreaterThanOrEqualTo(1);
    }

    @Test
    void a_queue_that_comes_back_before_it_was_let_go_goes_on_where_it_was() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0", "m1");
        members(List.of(a), "a", "b");
        RunningConsumer b = member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofSeconds(1));
        assertThat(b.stop()).isCompleted();
        members(List.of(a), "a");
        rig.backend.advance(Duration.ofSeconds(1));
        finish("m0");
        finish("m1");
        send(3, "m2");
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(log).containsExactly("a m0", "a m1", "a m2");
    }

    @Test
    void a_restarted_broker_learns_from_pulls_who_has_what() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0");
        rig.broker.restart();
        rig.backend.advance(Duration.ofSeconds(5));

        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        send(3, "m1");
        rig.backend.advance(Duration.ofSeconds(5));
        assertThat(log).containsExactly("a m0");
        finish("m0");
        rig.backend.advance(Duration.ofMillis(10));
        assertThat(log).containsExactly("a m0", "b m1");
    }

    @Test
    void a_broker_that_restarts_while_a_claim_waits_makes_no_difference_in_the_end() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0");
        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofSeconds(1));
        rig.broker.restart();
        rig.backend.advance(Duration.ofSeconds(10));
        send(3, "m1");
        finish("m0");
        rig.backend.advance(Duration.ofSeconds(6));

        // A broker that has forgotten who has the queue cannot keep it back: m0 may come twice, and nothing is lost.
        assertThat(log).contains("b m1");
        assertThat(committed(3)).isGreaterThanOrEqualTo(1);
    }

    @Test
    void a_paused_owner_hands_over_as_well() {
        RunningConsumer a = member(rig, "a", atOnce("a"));
        send(3, "m0");
        rig.onLoop(() -> a.pulls.pause("orders"));
        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        send(3, "m1");
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(log).containsExactly("a m0", "b m1");
    }

    @Test
    void who_stops_while_a_queue_moves_waits_no_longer_than_the_drain_time_out() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        send(3, "m0");
        send(0, "n0");
        members(List.of(a), "a", "b");
        member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofSeconds(1));

        CompletableFuture<Void> stopped = a.stop();
        rig.backend.advance(RunningConsumer.DRAIN.minusMillis(1));
        assertThat(stopped).isNotDone();
        rig.backend.advance(Duration.ofMillis(1));
        assertThat(stopped).isCompleted();
        rig.backend.advance(Duration.ofMillis(10));
        assertThat(log).contains("b m0");
        assertThat(a.observed).contains("uncommitted orders/3 1", "uncommitted orders/0 1");
    }

    @Test
    void a_stop_in_good_order_leaves_nothing_to_be_done_twice() {
        RunningConsumer a = member(rig, "a", byHand("a"));
        members(List.of(a), "a", "b");
        RunningConsumer b = member(otherRig, "b", atOnce("b"));
        rig.backend.advance(Duration.ofSeconds(1));
        send(0, "m0", "m1");
        CompletableFuture<Void> stopped = a.stop();
        send(0, "m2");
        rig.backend.advance(Duration.ofSeconds(5));
        finish("m0");
        finish("m1");
        assertThat(stopped).isCompleted();
        members(List.of(b), "b");
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(log).containsExactly("a m0", "a m1", "b m2");
    }

    @Test
    void at_a_broker_that_does_not_know_claims_nothing_is_asked() {
        ConsumerRig official = new ConsumerRig();
        official.broker.topic("orders", 4);
        official.broker.members("me");
        RunningConsumer me = member(official, "me", atOnce("me"));
        official.broker.append("orders", 0, "m0");
        official.backend.settle();
        me.stop();

        assertThat(log).containsExactly("me m0");
        assertThat(official.broker.requests(ClaimQueueRequest.class)).isEmpty();
        assertThat(official.broker.requests(ReleaseQueueRequest.class)).isEmpty();
        assertThat(official.broker.requests(PullMessageRequest.class)).allMatch(pull -> pull.claimant() == null);
    }

    @Test
    void ten_members_come_and_go_under_load_and_nothing_comes_twice() {
        List<ConsumerRig> rigs =
                IntStream.range(0, 10).mapToObj(i -> rig.restarted()).toList();
        List<RunningConsumer> living = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        int sent = 0;
        for (int step = 0; step < 20; step++) {
            for (int i = 0; i < 20; i++) {
                send(i % 4, "m" + sent++);
            }
            if (step < 10) {
                String id = "m" + step;
                ids.add(id);
                members(living, ids.toArray(String[]::new));
                living.add(member(rigs.get(step), id, later("x", rigs.get(step))));
            } else {
                RunningConsumer leaving = living.remove(0);
                CompletableFuture<Void> stopped = leaving.stop();
                rig.backend.advance(Duration.ofSeconds(1));
                assertThat(stopped).isCompleted();
                ids.remove(0);
                if (!ids.isEmpty()) {
                    members(living, ids.toArray(String[]::new));
                }
            }
            rig.backend.advance(Duration.ofMillis(700));
        }
        assertThat(log).doesNotHaveDuplicates();
        ConsumerRig last = rig.restarted();
        rig.broker.members("last");
        member(last, "last", atOnce("x"));
        rig.backend.advance(Duration.ofSeconds(2));
        assertThat(log).hasSize(sent).doesNotHaveDuplicates();
    }

    private AsyncMessageListener later(String who, ConsumerRig of) {
        return views -> {
            log.add(who + " " + text(views.get(0)));
            CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
            of.loop.schedule(() -> result.complete(ConsumeResult.success()), Duration.ofMillis(333));
            return result;
        };
    }

    private static List<Integer> owned(RunningConsumer consumer) {
        return consumer.rebalance.owned().stream()
                .filter(queue -> queue.topic().equals("orders"))
                .map(queue -> queue.queueId())
                .toList();
    }
}
