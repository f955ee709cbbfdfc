package io.mqspring.spring.config;

import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.WhenBehindMinimum;
import org.jspecify.annotations.Nullable;

/**
 * What one source says about how a listener works; null: says nothing. Sources are laid over each other with
 * {@link #over}, the result is applied to the client's defaults.
 *
 * @param autoStartup whether to start with the application
 * @param startFrom where a new group begins
 * @param whenBehindMinimum what to do when messages of the group are gone before it came to them
 * @param selection which messages it gets
 * @param delivery how the listener is called
 * @param retry what becomes of failed messages
 * @param pull how messages are pulled
 */
public record MqListenerOptions(
        @Nullable Boolean autoStartup,
        @Nullable StartFrom startFrom,
        @Nullable WhenBehindMinimum whenBehindMinimum,
        SelectionOptions selection,
        DeliveryOptions delivery,
        RetryOptions retry,
        PullOptions pull) {

    private static final MqListenerOptions NONE = new MqListenerOptions(
            null, null, null, SelectionOptions.none(), DeliveryOptions.none(), RetryOptions.none(), PullOptions.none());

    /** Says nothing. */
    public static MqListenerOptions none() {
        return NONE;
    }

    /** These options where they say something, else the others. */
    public MqListenerOptions over(MqListenerOptions other) {
        return new MqListenerOptions(
                Fallback.first(autoStartup, other.autoStartup),
                Fallback.first(startFrom, other.startFrom),
                Fallback.first(whenBehindMinimum, other.whenBehindMinimum),
                selection.over(other.selection),
                delivery.over(other.delivery),
                retry.over(other.retry),
                pull.over(other.pull));
    }

    /**
     * Settings with these options.
     *
     * @throws IllegalArgumentException naming the setting that is out of range
     */
    public SubscriptionSettings applyTo(SubscriptionSettings settings) {
        SubscriptionSettings applied = pull.applyTo(retry.applyTo(delivery.applyTo(settings)));
        return applied.withStartFrom(Fallback.or(startFrom, applied.startFrom()))
                .withWhenBehindMinimum(Fallback.or(whenBehindMinimum, applied.whenBehindMinimum()));
    }
}
