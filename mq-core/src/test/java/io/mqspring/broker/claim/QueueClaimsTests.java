package io.mqspring.broker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.protocol.ClaimQueueResponse.Outcome;
import io.mqspring.protocol.Claimant;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueClaimsTests {

    private static final String G = "billing";

    private final ManualBackend backend = new ManualBackend();
    private final SerialExecutor executor = backend.thread("broker");
    private final Set<String> members = new HashSet<>(Set.of("a", "b", "c"));
    private final QueueClaims claims = new QueueClaims(
            executor, backend.time(), Duration.ofSeconds(30), (group, client) -> members.contains(client));
    private final List<String> committed = new ArrayList<>();

    private CompletableFuture<ClaimQueueResponse> claim(String client, long term) {
        return claims.claim(G, "orders", 0, new Claimant(client, term));
    }

    private boolean release(String client, long term) {
        return claims.release(G, "orders", 0, new Claimant(client, term), () -> committed.add(client + term));
    }

    private static Outcome outcome(CompletableFuture<ClaimQueueResponse> answer) {
        assertThat(answer).isCompleted();
        return answer.join().outcome();
    }

    @Test
    void a_queue_that_nobody_has_is_granted_at_once_and_says_that_nothing_is_known() {
        assertThat(outcome(claim("a", 1))).isEqualTo(Outcome.FREE);
        assertThat(outcome(claim("a", 2))).as("its own").isEqualTo(Outcome.HANDED_OVER);
        assertThat(outcome(claims.claim("other", "orders", 0, new Claimant("b", 1))))
                .isEqualTo(Outcome.FREE);
    }

    @Test
    void beyond_so_many_queues_nothing_is_remembered_and_what_is_remembered_goes_on() {
        QueueClaims few = new QueueClaims(
                executor, backend.time(), Duration.ofSeconds(30), (group, client) -> members.contains(client), 2);
        Claimant a = new Claimant("a", 1);
        Claimant b = new Claimant("b", 1);
        few.claim(G, "orders", 0, a);
        few.pulled(G, "orders", 1, a);

        assertThat(outcome(few.claim(G, "orders", 2, a))).isEqualTo(Outcome.FREE);
        assertThat(few.pulled(G, "orders", 3, a)).isTrue();
        assertThat(few.release(G, "orders", 4, a, () -> committed.add("a"))).isTrue();
        assertThat(committed).containsExactly("a");
        for (int queue = 2; queue < 5; queue++) {
            assertThat(outcome(few.claim(G, "orders", queue, b))).isEqualTo(Outcome.FREE);
        }
        CompletableFuture<ClaimQueueResponse> waiting = few.claim(G, "orders", 0, b);
        assertThat(waiting).isNotDone();
        few.release(G, "orders", 0, a, () -> {});
        assertThat(outcome(waiting)).isEqualTo(Outcome.HANDED_OVER);
    }

    @Test
    void a_queue_whose_owner_does_not_pull_belongs_to_the_member_that_does() {
        // The release of a got lost, and b has had the queue since before the broker was restarted.
        claim("a", 1);
        Claimant b = new Claimant("b", 1);
        backend.advance(Duration.ofSeconds(29));
        assertThat(claims.pulled(G, "orders", 0, b)).isFalse();
        assertThat(claims.pulled(G, "orders", 0, new Claimant("a", 1))).isTrue();
        backend.advance(Duration.ofSeconds(29));
        assertThat(claims.pulled(G, "orders", 0, b)).as("a has pulled since").isFalse();

        backend.advance(Duration.ofSeconds(1));
        assertThat(claims.pulled(G, "orders", 0, new Claimant("stranger", 1))).isFalse();
        assertThat(claims.pulled(G, "orders", 0, b)).isTrue();
        assertThat(claims.ownerOf(G, "orders", 0)).contains("b");
        assertThat(claims.pulled(G, "orders", 0, new Claimant("a", 1))).isFalse();
        assertThat(claim("c", 1)).as("waits for b").isNotDone();
    }

    @Test
    void a_claim_waits_until_the_owner_has_let_go_and_the_last_commit_comes_first() {
        claim("a", 1);
        CompletableFuture<ClaimQueueResponse> b = claim("b", 1);
        b.thenAccept(answer -> committed.add("granted to b"));
        backend.advance(Duration.ofSeconds(29));
        assertThat(b).isNotDone();

        assertThat(release("a", 1)).isTrue();

        assertThat(b.join()).isEqualTo(new ClaimQueueResponse(Outcome.HANDED_OVER, "a"));
        assertThat(committed).containsExactly("a1", "granted to b");
        backend.advance(Duration.ofMinutes(1));
        assertThat(release("a", 1)).as("it is b's now").isFalse();
        assertThat(committed).hasSize(2);
    }

    @Test
    void who_comes_after_the_release_need_not_wait_either() {
        claim("a", 1);
        release("a", 1);
        assertThat(outcome(claim("b", 1))).isEqualTo(Outcome.HANDED_OVER);
    }

    @Test
    void a_queue_goes_from_hand_to_hand_in_the_order_of_the_claims() {
        claim("a", 1);
        CompletableFuture<ClaimQueueResponse> b = claim("b", 1);
        CompletableFuture<ClaimQueueResponse> c = claim("c", 1);
        release("a", 1);
        assertThat(outcome(b)).isEqualTo(Outcome.HANDED_OVER);
        assertThat(c).isNotDone();
        release("b", 1);
        assertThat(c.join()).isEqualTo(new ClaimQueueResponse(Outcome.HANDED_OVER, "b"));
    }

    @Test
    void who_gives_up_waiting_is_passed_over() {
        claim("a", 1);
        CompletableFuture<ClaimQueueResponse> b = claim("b", 1);
        CompletableFuture<ClaimQueueResponse> c = claim("c", 1);
        assertThat(release("b", 1)).isFalse();
        assertThat(b).isCompletedExceptionally();
        release("a", 1);
        assertThat(outcome(c)).isEqualTo(Outcome.HANDED_OVER);
        assertThat(committed).containsExactly("a1");
    }

    @Test
    void after_the_time_out_a_queue_is_taken_from_an_owner_that_does_not_let_go() {
        claim("a", 1);
        CompletableFuture<ClaimQueueResponse> b = claim("b", 1);
        backend.advance(Duration.ofSeconds(30));

        assertThat(b.join()).isEqualTo(new ClaimQueueResponse(Outcome.TIMED_OUT, "a"));
        assertThat(release("a", 1))
                .as("its last commit would take the offset back")
                .isFalse();
        assertThat(committed).isEmpty();
        assertThat(claims.pulled(G, "orders", 0, new Claimant("a", 1))).isFalse();
        assertThat(claims.pulled(G, "orders", 0, new Claimant("b", 1))).isTrue();
        release("b", 1);
        assertThat(release("a", 1)).as("nor later").isFalse();
    }

    @Test
    void a_claim_made_again_keeps_its_place_and_its_time() {
        claim("a", 1);
        CompletableFuture<ClaimQueueResponse> lost = claim("b", 1);
        CompletableFuture<ClaimQueueResponse> c = claim("c", 1);
        backend.advance(Duration.ofSeconds(20));
        CompletableFuture<ClaimQueueResponse> again = claim("b", 1);
        assertThat(lost).isCompletedExceptionally();
        backend.advance(Duration.ofSeconds(10));
        assertThat(outcome(again)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(c).as("waits for b from now on, as long as it may").isNotDone();
        backend.advance(Duration.ofSeconds(30));
        assertThat(c.join()).isEqualTo(new ClaimQueueResponse(Outcome.TIMED_OUT, "b"));
    }

    @Test
    void the_end_of_a_membership_frees_what_it_had_and_ends_what_it_waited_for() {
        claim("a", 1);
        CompletableFuture<ClaimQueueResponse> b = claim("b", 1);
        CompletableFuture<ClaimQueueResponse> c = claim("c", 1);
        members.remove("b");
        claims.memberLeft(G, "b");
        assertThat(b).isCompletedExceptionally();
        assertThat(c).isNotDone();

        members.remove("a");
        claims.memberLeft(G, "a");
        assertThat(c.join()).isEqualTo(new ClaimQueueResponse(Outcome.HANDED_OVER, "a"));
    }

    @Test
    void an_owner_that_is_no_member_is_not_waited_for() {
        claims.pulled(G, "orders", 0, new Claimant("a", 1));
        members.remove("a");
        assertThat(outcome(claim("b", 1))).isEqualTo(Outcome.HANDED_OVER);
    }

    @Test
    void a_pull_says_again_who_has_a_queue() {
        assertThat(claims.pulled(G, "orders", 0, new Claimant("a", 1))).isTrue();
        CompletableFuture<ClaimQueueResponse> b = claim("b", 1);
        assertThat(b).isNotDone();
        release("a", 1);
        assertThat(outcome(b)).isEqualTo(Outcome.HANDED_OVER);
    }

    @Test
    void what_arrives_late_of_a_term_that_is_over_changes_nothing() {
        claim("a", 5);
        release("a", 5);
        assertThat(claims.pulled(G, "orders", 0, new Claimant("a", 5))).isTrue();
        assertThat(claim("a", 4)).isCompletedExceptionally();
        assertThat(outcome(claim("b", 1)))
                .as("a has not become the owner again")
                .isEqualTo(Outcome.HANDED_OVER);

        release("b", 1);
        assertThat(release("c", 7)).as("released before it is claimed").isFalse();
        assertThat(outcome(claim("a", 6))).isEqualTo(Outcome.HANDED_OVER);
    }

    @Test
    void a_client_that_does_not_claim_is_not_waited_for_but_makes_the_past_uncertain() {
        claim("a", 1);
        release("a", 1);
        claims.pulled(G, "orders", 0, null);
        assertThat(outcome(claim("b", 1))).isEqualTo(Outcome.FREE);
        claims.pulled(G, "orders", 0, null);
        assertThat(claim("c", 1)).as("b still counts").isNotDone();
    }

    @Test
    void a_restarted_broker_takes_the_last_commit_of_who_it_does_not_know_yet() {
        assertThat(release("a", 1)).isTrue();
        assertThat(committed).containsExactly("a1");
        assertThat(release("a", 1)).as("once").isFalse();
    }

    @Test
    void forgets_in_time_what_nobody_has() {
        claims.start();
        claim("a", 1);
        release("a", 1);
        backend.advance(Duration.ofSeconds(61));
        assertThat(outcome(claim("b", 1))).isEqualTo(Outcome.FREE);
        backend.advance(Duration.ofSeconds(61));
        assertThat(claim("a", 2)).as("a living owner is not forgotten").isNotDone();
    }

    @Test
    void who_waits_is_refused_when_the_broker_closes() {
        claim("a", 1);
        CompletableFuture<ClaimQueueResponse> b = claim("b", 1);
        claims.close();
        assertThat(b).isCompletedExceptionally();
    }

    @Test
    void of_many_threads_one_has_the_queue_at_a_time() throws InterruptedException {
        Set<String> all = Set.of("t0", "t1", "t2", "t3");
        members.addAll(all);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        List<String> trouble = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (String name : all) {
            Thread thread = new Thread(() -> {
                for (int term = 0; term < 500; term++) {
                    Claimant claimant = new Claimant(name, term);
                    claims.claim(G, "orders", 1, claimant).join();
                    if (inside.incrementAndGet() != 1) {
                        trouble.add(name + " is not alone");
                    }
                    inside.decrementAndGet();
                    rounds.incrementAndGet();
                    if (!claims.release(G, "orders", 1, claimant, () -> {})) {
                        trouble.add(name + " had lost it");
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(trouble).isEmpty();
        assertThat(rounds).hasValue(2000);
    }
}
