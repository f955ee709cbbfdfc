package io.mqspring.spring.config;

import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.WhenBehindMinimum;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one source says about how a listener works; null: says nothing. Sources are laid over each other with
 * {@link #over}, the result is applied to the client's defaults.
 *
 * @param autoStartup whether to start with the application
 * @param concurrency listener calls at once
 * @param maxAttempts deliveries again before a message is dead-lettered
 * @param retryDelays before each of these; the last one repeats
 * @param startFrom where a new group begins
 * @param longPolling whether the broker may hold an empty pull
 * @param hold how long
 * @param shortPollInterval pause between short polls
 * @param pullBatchSize messages per pull
 * @param maxCachedMessages messages pulled and unfinished, per queue
 * @param maxSpan distance between the lowest and the highest unfinished offset, per queue
 * @param whenBehindMinimum what to do when messages of the group are gone before it came to them
 */
public record MqListenerOptions(
        @Nullable Boolean autoStartup,
        @Nullable Integer concurrency,
        @Nullable Integer maxAttempts,
        @Nullable List<Duration> retryDelays,
        @Nullable StartFrom startFrom,
        @Nullable Boolean longPolling,
        @Nullable Duration hold,
        @Nullable Duration shortPollInterval,
        @Nullable Integer pullBatchSize,
        @Nullable Integer maxCachedMessages,
        @Nullable Integer maxSpan,
        @Nullable WhenBehindMinimum whenBehindMinimum) {

    /** Says nothing. */
    public static MqListenerOptions none() {
        return new MqListenerOptions(null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** These options where they say something, else the others. */
    public MqListenerOptions over(MqListenerOptions other) {
        return new MqListenerOptions(
                first(autoStartup, other.autoStartup),
                first(concurrency, other.concurrency),
                first(maxAttempts, other.maxAttempts),
                first(retryDelays, other.retryDelays),
                first(startFrom, other.startFrom),
                first(longPolling, other.longPolling),
                first(hold, other.hold),
                first(shortPollInterval, other.shortPollInterval),
                first(pullBatchSize, other.pullBatchSize),
                first(maxCachedMessages, other.maxCachedMessages),
                first(maxSpan, other.maxSpan),
                first(whenBehindMinimum, other.whenBehindMinimum));
    }

    /**
     * Settings with these options.
     *
     * @throws IllegalArgumentException naming the setting that is out of range
     */
    public SubscriptionSettings applyTo(SubscriptionSettings settings) {
        return settings.withConcurrency(or(concurrency, settings.concurrency()))
                .withRetries(or(maxAttempts, settings.maxAttempts()), or(retryDelays, settings.retryDelays()))
                .withStartFrom(or(startFrom, settings.startFrom()))
                .withPolling(
                        or(longPolling, settings.longPolling()),
                        or(hold, settings.hold()),
                        or(shortPollInterval, settings.shortPollInterval()))
                .withPullBatch(or(pullBatchSize, settings.pullBatch()))
                .withMaxCachedMessages(
                        or(maxCachedMessages, settings.maxCachedMessages()), or(maxSpan, settings.maxSpan()))
                .withWhenBehindMinimum(or(whenBehindMinimum, settings.whenBehindMinimum()));
    }

    private static <T> @Nullable T first(@Nullable T mine, @Nullable T others) {
        return mine != null ? mine : others;
    }

    private static <T> T or(@Nullable T value, T fallback) {
        return value != null ? value : fallback;
    }
}
