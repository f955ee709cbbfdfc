package io.mqspring.consumer.process;

import io.mqspring.message.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * A message that a listener failed on, and what is to become of it.
 *
 * @param maxAttempts retries allowed
 * @param history what is known of earlier attempts that is not in its properties; null: nothing
 * @param wallMillis when it failed
 * @param cause why, if known
 * @param deathReason why it is dead-lettered; null: it is delivered again
 * @param dueNanos when it is to be delivered again, monotonic
 */
record FailedMessage(
        MessageView view,
        int maxAttempts,
        @Nullable String history,
        long wallMillis,
        @Nullable Throwable cause,
        @Nullable String deathReason,
        long dueNanos) {}
