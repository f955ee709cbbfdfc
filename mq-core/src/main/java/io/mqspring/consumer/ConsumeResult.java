package io.mqspring.consumer;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of consumed messages. */
public sealed interface ConsumeResult {

    /** Done: never again. */
    record Success() implements ConsumeResult {
        private static final Success INSTANCE = new Success();
    }

    /**
     * Deliver again later, or dead-letter when the attempts are used up.
     *
     * @param delay when; null: as the subscription's retry delays say
     * @param cause why, if known
     */
    record Retry(@Nullable Duration delay, @Nullable Throwable cause) implements ConsumeResult {}

    /**
     * Not now: deliver again after a delay, which does not count as an attempt and is no failure. For what something else is in
     * the way of that will be over. Whoever postpones a message for ever keeps it for ever, and where there is an order, those
     * behind it.
     *
     * @param delay not shorter than this
     */
    record Postponed(Duration delay) implements ConsumeResult {}

    /**
     * Dead-letter at once.
     *
     * @param reason a short word for the message's properties: {@code rejected}, {@code conversion}, {@code validation}
     * @param cause why, if known
     */
    record Reject(String reason, @Nullable Throwable cause) implements ConsumeResult {}

    /**
     * Not tried, because another message of the call failed before: delivered again as soon as may be, and it does not count
     * as an attempt. A call that tries none of its messages has failed on all of them.
     */
    record Untried() implements ConsumeResult {
        private static final Untried INSTANCE = new Untried();
    }

    /**
     * Each message of a call had a fate of its own. Not for calls in order: there the first that is not done decides, since
     * those behind it must wait.
     *
     * @param results one per message, in the order of the call; none of them again per message
     */
    record PerMessage(List<ConsumeResult> results) implements ConsumeResult {

        public PerMessage {
            results = List.copyOf(results);
            if (results.stream().anyMatch(PerMessage.class::isInstance)) {
                throw new IllegalArgumentException("a result per message must not hold results per message");
            }
        }
    }

    static ConsumeResult success() {
        return Success.INSTANCE;
    }

    static ConsumeResult retry() {
        return new Retry(null, null);
    }

    static ConsumeResult retry(Throwable cause) {
        return new Retry(null, cause);
    }

    static ConsumeResult retryAfter(Duration delay) {
        return new Retry(delay, null);
    }

    static ConsumeResult postponed(Duration delay) {
        return new Postponed(delay);
    }

    static ConsumeResult untried() {
        return Untried.INSTANCE;
    }

    static ConsumeResult reject(String reason) {
        return new Reject(reason, null);
    }

    static ConsumeResult reject(String reason, Throwable cause) {
        return new Reject(reason, cause);
    }
}
