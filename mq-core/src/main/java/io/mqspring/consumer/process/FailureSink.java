package io.mqspring.consumer.process;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.SubscriptionSettings;
import java.util.concurrent.CompletableFuture;

/** Takes the messages that listeners failed on. Confined to the loop. */
public interface FailureSink {

    /**
     * Sees to it that a message is delivered again later, or dead-lettered when its attempts are used up.
     *
     * @return completes on the loop when a broker has it, so that it is finished here; fails only when its window was
     *     abandoned, so that somebody else consumes it again
     */
    CompletableFuture<Void> retry(InFlight message, ConsumeResult.Retry failure, SubscriptionSettings settings);

    /** Sees to it that a message is delivered again later by an attempt of the same number; completes like {@link #retry}. */
    CompletableFuture<Void> postpone(InFlight message, ConsumeResult.Postponed later, SubscriptionSettings settings);

    /** A failed message waits in memory for its next attempt. */
    default void triedAgain(InFlight message) {}

    /** Sees to it that a message is dead-lettered; completes like {@link #retry}. */
    CompletableFuture<Void> reject(InFlight message, ConsumeResult.Reject rejection, SubscriptionSettings settings);

    /** What {@link #reject} does with a message, in the words of a log: {@code goes to the dead-letter topic}. */
    default String whatBecomesOfRejected() {
        return "goes to the dead-letter topic";
    }
}
