package io.mqspring.consumer.process;

import io.mqspring.message.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * A message that a listener failed on or postponed, and what is to become of it.
 *
 * @param maxAttempts retries allowed
 * @param failure of this attempt; null: it was postponed, and the attempt does not count
 * @param deathReason why it is dead-lettered; null: it is delivered again
 * @param dueNanos when it is to be delivered again, monotonic
 */
record FailedMessage(
        MessageView view,
        int maxAttempts,
        @Nullable Failure failure,
        @Nullable String deathReason,
        long dueNanos) {

    /**
     * @param history what is known of earlier attempts that is not in the message's properties; null: nothing
     * @param wallMillis when it failed
     * @param cause why, if known
     */
    record Failure(
            @Nullable String history,
            long wallMillis,
            @Nullable Throwable cause) {}

    /** Failed attempts, this one included. */
    int failedAttempts() {
        return view.reconsumeTimes() + (failure == null ? 0 : 1);
    }

    /** Why this attempt failed, if known. */
    @Nullable
    Throwable cause() {
        return failure == null ? null : failure.cause();
    }
}
