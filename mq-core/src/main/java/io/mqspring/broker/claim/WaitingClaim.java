package io.mqspring.broker.claim;

import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.protocol.Claimant;
import io.mqspring.runtime.Cancellable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A claim that waits for the owner of its queue. Its answer is completed once, by whoever takes it out of the queue's line.
 * A timer that was set too late to be cancelled finds nobody waiting. Thread safe.
 *
 * @param since monotonic time of the first claim of this member that waits, in nanoseconds
 */
record WaitingClaim(
        Claimant claimant, long since, CompletableFuture<ClaimQueueResponse> answer, AtomicReference<Cancellable> timer) {

    WaitingClaim(Claimant claimant, long since) {
        this(claimant, since, new CompletableFuture<>(), new AtomicReference<>(() -> {}));
    }

    void grant(ClaimQueueResponse.Outcome outcome, String lastOwner) {
        timer.get().cancel();
        answer.complete(new ClaimQueueResponse(outcome, lastOwner));
    }

    void refuse(Throwable why) {
        timer.get().cancel();
        answer.completeExceptionally(why);
    }
}
