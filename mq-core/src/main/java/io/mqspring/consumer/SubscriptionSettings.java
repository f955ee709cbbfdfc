package io.mqspring.consumer;

import java.time.Duration;
import java.util.List;

/**
 * How one topic of a group is consumed. Immutable; start from {@link #defaults()}.
 *
 * @param concurrency listener calls at once
 * @param ordering which messages come one after the other
 * @param retries what becomes of a failed message where there is no order: it waits in the group's retry topic
 * @param retriesInPlace what becomes of a failed message where there is an order: it waits in memory, before those behind it
 * @param batching messages per listener call
 * @param patience how long a listener may take
 * @param startFrom where a new group begins
 * @param whenBehindMinimum what to do when messages of the group are gone before it came to them
 * @param pulling how its queues are pulled
 */
public record SubscriptionSettings(
        int concurrency,
        Ordering ordering,
        RetryPolicy retries,
        RetryPolicy retriesInPlace,
        Batching batching,
        Patience patience,
        StartFrom startFrom,
        WhenBehindMinimum whenBehindMinimum,
        Pulling pulling) {

    private static final SubscriptionSettings DEFAULTS = new SubscriptionSettings(
            20,
            Ordering.NONE,
            RetryPolicy.standard(),
            RetryPolicy.inPlace(),
            Batching.NONE,
            Patience.defaults(),
            StartFrom.latest(),
            WhenBehindMinimum.EARLIEST,
            Pulling.defaults());

    public SubscriptionSettings {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1, but is " + concurrency);
        }
    }

    /** RocketMQ's defaults: 20 at once, in no order, 16 retries from 10 s to 2 h, a new group starts at the end. */
    public static SubscriptionSettings defaults() {
        return DEFAULTS;
    }

    /** The policy in force: in place where there is an order. */
    public RetryPolicy effectiveRetries() {
        return ordering == Ordering.NONE ? retries : retriesInPlace;
    }

    public SubscriptionSettings withConcurrency(int value) {
        return new SubscriptionSettings(
                value, ordering, retries, retriesInPlace, batching, patience, startFrom, whenBehindMinimum, pulling);
    }

    public SubscriptionSettings withOrdering(Ordering value) {
        return new SubscriptionSettings(
                concurrency, value, retries, retriesInPlace, batching, patience, startFrom, whenBehindMinimum, pulling);
    }

    public SubscriptionSettings withRetries(RetryPolicy value) {
        return new SubscriptionSettings(
                concurrency,
                ordering,
                value,
                retriesInPlace,
                batching,
                patience,
                startFrom,
                whenBehindMinimum,
                pulling);
    }

    /** {@link #withRetries(RetryPolicy)} with so many deliveries again after these delays. */
    public SubscriptionSettings withRetries(int attempts, List<Duration> delays) {
        return withRetries(RetryPolicy.of(attempts, delays));
    }

    public SubscriptionSettings withRetriesInPlace(RetryPolicy value) {
        return new SubscriptionSettings(
                concurrency, ordering, retries, value, batching, patience, startFrom, whenBehindMinimum, pulling);
    }

    public SubscriptionSettings withBatching(Batching value) {
        return new SubscriptionSettings(
                concurrency, ordering, retries, retriesInPlace, value, patience, startFrom, whenBehindMinimum, pulling);
    }

    public SubscriptionSettings withPatience(Patience value) {
        return new SubscriptionSettings(
                concurrency, ordering, retries, retriesInPlace, batching, value, startFrom, whenBehindMinimum, pulling);
    }

    public SubscriptionSettings withStartFrom(StartFrom value) {
        return new SubscriptionSettings(
                concurrency, ordering, retries, retriesInPlace, batching, patience, value, whenBehindMinimum, pulling);
    }

    public SubscriptionSettings withWhenBehindMinimum(WhenBehindMinimum value) {
        return new SubscriptionSettings(
                concurrency, ordering, retries, retriesInPlace, batching, patience, startFrom, value, pulling);
    }

    public SubscriptionSettings withPulling(Pulling value) {
        return new SubscriptionSettings(
                concurrency,
                ordering,
                retries,
                retriesInPlace,
                batching,
                patience,
                startFrom,
                whenBehindMinimum,
                value);
    }

    /** {@link #withPulling} with another way to wait for messages. */
    public SubscriptionSettings withPolling(boolean longPoll, Duration hold, Duration shortInterval) {
        return withPulling(new Pulling(
                longPoll, hold, shortInterval, pulling.batch(), pulling.maxCachedMessages(), pulling.maxSpan()));
    }

    /** {@link #withPulling} with so many messages per pull. */
    public SubscriptionSettings withPullBatch(int messages) {
        return withPulling(new Pulling(
                pulling.longPolling(),
                pulling.hold(),
                pulling.shortPollInterval(),
                messages,
                pulling.maxCachedMessages(),
                pulling.maxSpan()));
    }

    /** {@link #withPulling} with other limits of what is kept per queue. */
    public SubscriptionSettings withMaxCachedMessages(int messages, int span) {
        return withPulling(new Pulling(
                pulling.longPolling(), pulling.hold(), pulling.shortPollInterval(), pulling.batch(), messages, span));
    }
}
