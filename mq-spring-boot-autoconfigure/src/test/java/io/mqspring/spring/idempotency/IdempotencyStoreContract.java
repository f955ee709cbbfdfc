package io.mqspring.spring.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.spring.fixtures.HandClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store keeps to. */
abstract class IdempotencyStoreContract {

    static final IdempotencyKey KEY = new IdempotencyKey("billing", "Billing.on", "o-1");
    static final Duration TIMEOUT = Duration.ofMinutes(5);
    static final Duration TTL = Duration.ofHours(1);

    final HandClock clock = new HandClock();

    /** The store under test, the same for the whole of a test. */
    abstract IdempotencyStore store();

    @Test
    void aKeyIsGrantedOnceAndThenDone() {
        assertThat(store().claim(KEY, "a#1", TIMEOUT)).isEqualTo(Claim.granted());
        assertThat(store().complete(KEY, "a#1", TTL)).isTrue();
        assertThat(store().claim(KEY, "a#2", TIMEOUT)).isEqualTo(Claim.done());
        assertThat(store().complete(KEY, "a#1", TTL)).isFalse();
    }

    @Test
    void groupListenerAndKeyAreOneScope() {
        List<IdempotencyKey> others = List.of(
                new IdempotencyKey("audit", "Billing.on", "o-1"),
                new IdempotencyKey("billing", "Billing.also", "o-1"),
                new IdempotencyKey("billing", "Billing.on", "o-2"),
                new IdempotencyKey("billing", "Billing.on", "O-1"),
                new IdempotencyKey("billing", "Billing.on", "o-1 "),
                new IdempotencyKey("billingBilling.on", "", "o-1"),
                new IdempotencyKey("billing", "Billing.on", "o-1" + "x".repeat(5_000)),
                new IdempotencyKey("billing", "Billing.on", "o-1" + "x".repeat(5_001)),
                new IdempotencyKey("billing", "Billing.on", "\0\uD83D\uDCE6".repeat(100)));
        assertThat(store().claim(KEY, "a#1", TIMEOUT)).isEqualTo(Claim.granted());
        assertThat(others).allSatisfy(other -> assertThat(store().claim(other, "a#2", TIMEOUT))
                .isEqualTo(Claim.granted()));
    }

    @Test
    void whatIsInProgressSaysSinceWhenAndForHowLong() {
        store().claim(KEY, "a#1", TIMEOUT);
        clock.advance(Duration.ofSeconds(7));
        assertThat(store().claim(KEY, "b#1", TIMEOUT))
                .isEqualTo(new Claim.InProgress(Duration.ofSeconds(7), Duration.ofSeconds(293)));
    }

    @Test
    void whatIsReleasedCanBeClaimedAgainAndOnlyByItsClaimantReleased() {
        store().claim(KEY, "a#1", TIMEOUT);
        store().release(KEY, "b#1");
        assertThat(store().claim(KEY, "b#1", TIMEOUT)).isInstanceOf(Claim.InProgress.class);
        store().release(KEY, "a#1");
        assertThat(store().claim(KEY, "b#1", TIMEOUT)).isEqualTo(Claim.granted());
    }

    @Test
    void whatIsDoneIsNotReleased() {
        store().claim(KEY, "a#1", TIMEOUT);
        store().complete(KEY, "a#1", TTL);
        store().release(KEY, "a#1");
        assertThat(store().claim(KEY, "a#2", TIMEOUT)).isEqualTo(Claim.done());
    }

    @Test
    void theClaimOfADeadInstanceExpiresAndIsNoLongerItsOwn() {
        store().claim(KEY, "a#1", TIMEOUT);
        clock.advance(TIMEOUT);
        assertThat(store().claim(KEY, "b#1", TIMEOUT)).isEqualTo(Claim.granted());
        assertThat(store().complete(KEY, "a#1", TTL)).isFalse();
        store().release(KEY, "a#1");
        assertThat(store().claim(KEY, "c#1", TIMEOUT)).isInstanceOf(Claim.InProgress.class);
        assertThat(store().complete(KEY, "b#1", TTL)).isTrue();
    }

    @Test
    void aKeyIsForgottenAfterItsTimeToLive() {
        store().claim(KEY, "a#1", TIMEOUT);
        store().complete(KEY, "a#1", TTL);
        clock.advance(TTL.minusMillis(1));
        assertThat(store().claim(KEY, "a#2", TIMEOUT)).isEqualTo(Claim.done());
        clock.advance(Duration.ofMillis(1));
        assertThat(store().claim(KEY, "a#2", TIMEOUT)).isEqualTo(Claim.granted());
        assertThat(store().complete(KEY, "a#2", TTL)).isTrue();
        assertThat(store().claim(KEY, "a#3", TIMEOUT)).isEqualTo(Claim.done());
    }

    @Test
    void cleaningUpTakesWhatHasExpiredAndNothingElse() {
        store().claim(KEY, "a#1", TIMEOUT);
        IdempotencyKey done = new IdempotencyKey("billing", "Billing.on", "done");
        store().claim(done, "a#2", TIMEOUT);
        store().complete(done, "a#2", TTL);
        store().removeExpired();
        assertThat(count()).isEqualTo(2);
        clock.advance(TIMEOUT);
        store().removeExpired();
        assertThat(count()).isEqualTo(1);
        assertThat(store().complete(KEY, "a#1", TTL)).isFalse();
        clock.advance(TTL);
        store().removeExpired();
        assertThat(count()).isZero();
    }

    /** How many entries it holds. */
    abstract long count();

    @Test
    void ofManyAtOnceOneIsGranted() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 25; round++) {
                IdempotencyKey key = new IdempotencyKey("billing", "Billing.on", "race-" + round);
                // Every other round it is an expired claim that all want to take over.
                if (round % 2 == 1) {
                    store().claim(key, "dead#" + round, Duration.ofMillis(1));
                    clock.advance(Duration.ofMillis(1));
                }
                CyclicBarrier start = new CyclicBarrier(threads);
                List<CompletableFuture<Claim>> claims = IntStream.range(0, threads)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> {
                                    await(start);
                                    return store().claim(key, "racer#" + i, TIMEOUT);
                                },
                                executor))
                        .toList();
                List<Claim> got = claims.stream().map(CompletableFuture::join).toList();
                assertThat(got).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
                assertThat(got).filteredOn(Claim.InProgress.class::isInstance).hasSize(threads - 1);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
