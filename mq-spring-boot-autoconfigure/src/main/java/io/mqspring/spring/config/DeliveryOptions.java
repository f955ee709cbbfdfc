package io.mqspring.spring.config;

import io.mqspring.consumer.Batching;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.Patience;
import io.mqspring.consumer.SubscriptionSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one source says about the calls of a listener; null: says nothing.
 *
 * @param concurrency calls at once
 * @param ordering which messages come one after the other
 * @param batchSize messages per call of a batch listener, at most
 * @param linger how long the first message of a batch may wait for more
 * @param warnAfter when a call that goes on is named in the log
 * @param consumeTimeout when a message that is not done counts as failed
 */
public record DeliveryOptions(
        @Nullable Integer concurrency,
        @Nullable Ordering ordering,
        @Nullable Integer batchSize,
        @Nullable Duration linger,
        @Nullable Duration warnAfter,
        @Nullable Duration consumeTimeout) {

    private static final DeliveryOptions NONE = new DeliveryOptions(null, null, null, null, null, null);

    /** Says nothing. */
    public static DeliveryOptions none() {
        return NONE;
    }

    DeliveryOptions over(DeliveryOptions other) {
        return new DeliveryOptions(
                Fallback.first(concurrency, other.concurrency),
                Fallback.first(ordering, other.ordering),
                Fallback.first(batchSize, other.batchSize),
                Fallback.first(linger, other.linger),
                Fallback.first(warnAfter, other.warnAfter),
                Fallback.first(consumeTimeout, other.consumeTimeout));
    }

    SubscriptionSettings applyTo(SubscriptionSettings settings) {
        Batching batching = settings.batching();
        Patience patience = settings.patience();
        return settings.withConcurrency(Fallback.or(concurrency, settings.concurrency()))
                .withOrdering(Fallback.or(ordering, settings.ordering()))
                .withBatching(
                        new Batching(Fallback.or(batchSize, batching.size()), Fallback.or(linger, batching.linger())))
                .withPatience(new Patience(
                        Fallback.or(warnAfter, patience.warning()), Fallback.or(consumeTimeout, patience.limit())));
    }
}
