package io.mqspring.consumer;

import java.time.Duration;
import java.util.List;

/**
 * How one topic of a group is consumed. Immutable; start from {@link #defaults()}.
 *
 * @param concurrency listener calls at once
 * @param maxAttempts how often a failed message is delivered again before it is dead-lettered; RocketMQ's maximum of
 *     reconsume times
 * @param retryDelays delay before each retry; the last one repeats
 * @param startFrom where a new group begins
 * @param consumeBatch messages per listener call, at most
 * @param longPolling whether the broker may hold an empty pull; else the client polls shortly
 * @param hold how long the broker may hold an empty pull
 * @param shortPollInterval pause between short polls
 * @param pullBatch messages per pull, at most
 * @param maxCachedMessages messages pulled and unfinished, per queue
 * @param maxSpan distance between the lowest and the highest unfinished offset, per queue
 * @param whenBehindMinimum what to do when messages of the group are gone before it came to them
 */
public record SubscriptionSettings(
        int concurrency,
        int maxAttempts,
        List<Duration> retryDelays,
        StartFrom startFrom,
        int consumeBatch,
        boolean longPolling,
        Duration hold,
        Duration shortPollInterval,
        int pullBatch,
        int maxCachedMessages,
        int maxSpan,
        WhenBehindMinimum whenBehindMinimum) {

    private static final List<Duration> DEFAULT_RETRY_DELAYS = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(4),
            Duration.ofMinutes(5),
            Duration.ofMinutes(6),
            Duration.ofMinutes(7),
            Duration.ofMinutes(8),
            Duration.ofMinutes(9),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2));

    public SubscriptionSettings {
        retryDelays = List.copyOf(retryDelays);
        positive("concurrency", concurrency);
        positive("consumeBatch", consumeBatch);
        positive("pullBatch", pullBatch);
        positive("maxCachedMessages", maxCachedMessages);
        positive("maxSpan", maxSpan);
        if (maxAttempts < 0) {
            throw new IllegalArgumentException("maxAttempts must not be negative, but is " + maxAttempts);
        }
        if (maxAttempts > 0 && retryDelays.isEmpty()) {
            throw new IllegalArgumentException("retryDelays must not be empty when maxAttempts is " + maxAttempts);
        }
        if (retryDelays.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("retryDelays must not be negative, but are " + retryDelays);
        }
    }

    /** RocketMQ's defaults: 20 at once, 16 retries from 10 s to 2 h, a new group starts at the end. */
    public static SubscriptionSettings defaults() {
        return new SubscriptionSettings(
                20,
                16,
                DEFAULT_RETRY_DELAYS,
                StartFrom.latest(),
                1,
                true,
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                32,
                1000,
                2000,
                WhenBehindMinimum.EARLIEST);
    }

    /** The delay before a retry, 1 being the first. */
    public Duration retryDelay(int retry) {
        return retryDelays.get(Math.min(Math.max(retry, 1), retryDelays.size()) - 1);
    }

    public SubscriptionSettings withConcurrency(int value) {
        return new SubscriptionSettings(
                value,
                maxAttempts,
                retryDelays,
                startFrom,
                consumeBatch,
                longPolling,
                hold,
                shortPollInterval,
                pullBatch,
                maxCachedMessages,
                maxSpan,
                whenBehindMinimum);
    }

    public SubscriptionSettings withRetries(int attempts, List<Duration> delays) {
        return new SubscriptionSettings(
                concurrency,
                attempts,
                delays,
                startFrom,
                consumeBatch,
                longPolling,
                hold,
                shortPollInterval,
                pullBatch,
                maxCachedMessages,
                maxSpan,
                whenBehindMinimum);
    }

    public SubscriptionSettings withStartFrom(StartFrom value) {
        return new SubscriptionSettings(
                concurrency,
                maxAttempts,
                retryDelays,
                value,
                consumeBatch,
                longPolling,
                hold,
                shortPollInterval,
                pullBatch,
                maxCachedMessages,
                maxSpan,
                whenBehindMinimum);
    }

    public SubscriptionSettings withPolling(boolean longPoll, Duration holdTime, Duration shortInterval) {
        return new SubscriptionSettings(
                concurrency,
                maxAttempts,
                retryDelays,
                startFrom,
                consumeBatch,
                longPoll,
                holdTime,
                shortInterval,
                pullBatch,
                maxCachedMessages,
                maxSpan,
                whenBehindMinimum);
    }

    public SubscriptionSettings withPullBatch(int value) {
        return new SubscriptionSettings(
                concurrency,
                maxAttempts,
                retryDelays,
                startFrom,
                consumeBatch,
                longPolling,
                hold,
                shortPollInterval,
                value,
                maxCachedMessages,
                maxSpan,
                whenBehindMinimum);
    }

    public SubscriptionSettings withConsumeBatch(int value) {
        return new SubscriptionSettings(
                concurrency,
                maxAttempts,
                retryDelays,
                startFrom,
                value,
                longPolling,
                hold,
                shortPollInterval,
                pullBatch,
                maxCachedMessages,
                maxSpan,
                whenBehindMinimum);
    }

    public SubscriptionSettings withMaxCachedMessages(int messages, int span) {
        return new SubscriptionSettings(
                concurrency,
                maxAttempts,
                retryDelays,
                startFrom,
                consumeBatch,
                longPolling,
                hold,
                shortPollInterval,
                pullBatch,
                messages,
                span,
                whenBehindMinimum);
    }

    public SubscriptionSettings withWhenBehindMinimum(WhenBehindMinimum value) {
        return new SubscriptionSettings(
                concurrency,
                maxAttempts,
                retryDelays,
                startFrom,
                consumeBatch,
                longPolling,
                hold,
                shortPollInterval,
                pullBatch,
                maxCachedMessages,
                maxSpan,
                value);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
        }
    }
}
