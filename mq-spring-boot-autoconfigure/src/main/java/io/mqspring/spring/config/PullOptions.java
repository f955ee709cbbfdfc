package io.mqspring.spring.config;

import io.mqspring.consumer.Pulling;
import io.mqspring.consumer.SubscriptionSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one source says about pulling; null: says nothing.
 *
 * @param longPolling whether the broker may hold an empty pull
 * @param hold how long
 * @param shortPollInterval pause between short polls
 * @param batchSize messages per pull
 * @param maxCachedMessages messages pulled and unfinished, per queue
 * @param maxSpan distance between the lowest and the highest unfinished offset, per queue
 */
public record PullOptions(
        @Nullable Boolean longPolling,
        @Nullable Duration hold,
        @Nullable Duration shortPollInterval,
        @Nullable Integer batchSize,
        @Nullable Integer maxCachedMessages,
        @Nullable Integer maxSpan) {

    private static final PullOptions NONE = new PullOptions(null, null, null, null, null, null);

    /** Says nothing. */
    public static PullOptions none() {
        return NONE;
    }

    PullOptions over(PullOptions other) {
        return new PullOptions(
                Fallback.first(longPolling, other.longPolling),
                Fallback.first(hold, other.hold),
                Fallback.first(shortPollInterval, other.shortPollInterval),
                Fallback.first(batchSize, other.batchSize),
                Fallback.first(maxCachedMessages, other.maxCachedMessages),
                Fallback.first(maxSpan, other.maxSpan));
    }

    SubscriptionSettings applyTo(SubscriptionSettings settings) {
        Pulling pulling = settings.pulling();
        return settings.withPulling(new Pulling(
                Fallback.or(longPolling, pulling.longPolling()),
                Fallback.or(hold, pulling.hold()),
                Fallback.or(shortPollInterval, pulling.shortPollInterval()),
                Fallback.or(batchSize, pulling.batch()),
                Fallback.or(maxCachedMessages, pulling.maxCachedMessages()),
                Fallback.or(maxSpan, pulling.maxSpan())));
    }
}
