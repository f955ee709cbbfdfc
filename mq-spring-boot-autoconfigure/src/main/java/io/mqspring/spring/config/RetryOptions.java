package io.mqspring.spring.config;

import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.SubscriptionSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one source says about failed messages; null: says nothing.
 *
 * @param maxAttempts deliveries again before a message is dead-lettered, where there is no order
 * @param delays before each of these; the last one repeats
 * @param multiplier from the last of the delays to the next, and so on
 * @param maxDelay no delay that the multiplier makes is longer
 * @param orderedDelays before each delivery again where there is an order; after the last one the message is dead-lettered
 * @param jitter by how much delays vary, as a part of them
 * @param retryFor failures worth another delivery
 * @param noRetryFor failures that are not
 */
public record RetryOptions(
        @Nullable Integer maxAttempts,
        @Nullable List<Duration> delays,
        @Nullable Double multiplier,
        @Nullable Duration maxDelay,
        @Nullable List<Duration> orderedDelays,
        @Nullable Double jitter,
        @Nullable List<Class<? extends Throwable>> retryFor,
        @Nullable List<Class<? extends Throwable>> noRetryFor) {

    /** With a multiplier and no limit of its own. */
    private static final Duration MAX_DELAY = Duration.ofHours(2);

    private static final RetryOptions NONE = new RetryOptions(null, null, null, null, null, null, null, null);

    /** Says nothing. */
    public static RetryOptions none() {
        return NONE;
    }

    RetryOptions over(RetryOptions other) {
        // Delays and their growth belong together: a list set here is not to grow as another source says.
        boolean own = delays != null;
        return new RetryOptions(
                Fallback.first(maxAttempts, other.maxAttempts),
                Fallback.first(delays, other.delays),
                own ? multiplier : Fallback.first(multiplier, other.multiplier),
                own ? maxDelay : Fallback.first(maxDelay, other.maxDelay),
                Fallback.first(orderedDelays, other.orderedDelays),
                Fallback.first(jitter, other.jitter),
                Fallback.first(retryFor, other.retryFor),
                Fallback.first(noRetryFor, other.noRetryFor));
    }

    SubscriptionSettings applyTo(SubscriptionSettings settings) {
        return settings.withRetries(retries(settings.retries())).withRetriesInPlace(inPlace(settings.retriesInPlace()));
    }

    private RetryPolicy retries(RetryPolicy policy) {
        RetryPolicy listed = common(policy)
                .withMaxAttempts(Fallback.or(maxAttempts, policy.maxAttempts()))
                .withDelays(Fallback.or(delays, policy.delays()));
        return multiplier == null ? listed : listed.withGrowth(multiplier, Fallback.or(maxDelay, MAX_DELAY));
    }

    private RetryPolicy inPlace(RetryPolicy policy) {
        List<Duration> ladder = Fallback.or(orderedDelays, policy.delays());
        return common(policy).withMaxAttempts(0).withDelays(ladder).withMaxAttempts(ladder.size());
    }

    private RetryPolicy common(RetryPolicy policy) {
        return policy.withJitter(Fallback.or(jitter, policy.jitter()))
                .withFailures(Fallback.or(retryFor, policy.retryFor()), Fallback.or(noRetryFor, policy.noRetryFor()));
    }
}
