package io.mqspring.broker.claim;

import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.protocol.Claimant;
import io.mqspring.runtime.Cancellable;
import java.util.concurrent.CompletableFuture;

/**
 * A claim that waits for the owner of its queue. Its answer is completed once, by whoever takes it out of the queue's line. A
 * timer that was set too late to be cancelled finds nobody waiting. Thread safe.
 */
final class WaitingClaim {

    private final Claimant claimant;
    private final long since;
    private final CompletableFuture<ClaimQueueResponse> answer = new CompletableFuture<>();
    private volatile Cancellable timer = () -> {};

    /**
     * @param since monotonic time of the first claim of this member that waits, in nanoseconds
     */
    WaitingClaim(Claimant claimant, long since) {
        this.claimant = claimant;
        this.since = since;
    }

    Claimant claimant() {
        return claimant;
    }

    long since() {
        return since;
    }

    CompletableFuture<ClaimQueueResponse> answer() {
        return answer;
    }

    /** Remembers what will end the waiting. */
    void timer(Cancellable set) {
        timer = set;
    }

    void grant(ClaimQueueResponse.Outcome outcome, String lastOwner) {
        timer.cancel();
        answer.complete(new ClaimQueueResponse(outcome, lastOwner));
    }

    void refuse(Throwable why) {
        timer.cancel();
        answer.completeExceptionally(why);
    }
}
