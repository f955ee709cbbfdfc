package io.mqspring.autoconfigure;

import io.mqspring.consumer.StartFrom;
import io.mqspring.filter.MessageFilter;
import io.mqspring.spring.config.DeliveryOptions;
import io.mqspring.spring.config.MqListenerOptions;
import io.mqspring.spring.config.MqListenerOptionsSource;
import io.mqspring.spring.config.PullOptions;
import io.mqspring.spring.config.RetryOptions;
import io.mqspring.spring.config.SelectionOptions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Listener options from {@code mq.listener} and {@code mq.listeners.<id>}. Ids have dots, so that an id's settings are bound
 * by its name and not taken from the map: {@code mq.listeners.Billing.on.concurrency}, {@code mq.listeners[Billing.on].concurrency}
 * and {@code MQ_LISTENERS_BILLING_ON_CONCURRENCY} are the same.
 */
final class ListenerPropertiesMapper implements MqListenerOptionsSource {

    private static final Bindable<MqProperties.ListenerSettings> SETTINGS =
            Bindable.of(MqProperties.ListenerSettings.class);

    private final MqProperties.Listener defaults;
    private final Binder binder;

    ListenerPropertiesMapper(MqProperties.Listener defaults, Binder binder) {
        this.defaults = defaults;
        this.binder = binder;
    }

    @Override
    public MqListenerOptions defaults() {
        MqProperties.Pull pull = defaults.pull();
        return new MqListenerOptions(
                defaults.autoStartup(),
                startFrom("mq.listener", defaults.startFrom(), defaults.startTimestamp()),
                defaults.whenBehindMinimum(),
                SelectionOptions.none(),
                new DeliveryOptions(
                        defaults.concurrency(),
                        defaults.ordering(),
                        defaults.batchSize(),
                        defaults.linger(),
                        defaults.warnAfter(),
                        defaults.consumeTimeout()),
                new RetryOptions(
                        defaults.maxAttempts(),
                        defaults.retryDelays(),
                        defaults.retryMultiplier(),
                        defaults.retryMaxDelay(),
                        defaults.orderedRetryDelays(),
                        defaults.retryJitter(),
                        defaults.retryFor(),
                        defaults.noRetryFor()),
                new PullOptions(
                        pull.longPolling(),
                        pull.hold(),
                        pull.shortPollInterval(),
                        pull.batchSize(),
                        pull.maxCachedMessages(),
                        pull.maxSpan()));
    }

    @Override
    public MqListenerOptions overrides(String listenerId) {
        ConfigurationPropertyName listeners = ConfigurationPropertyName.of("mq.listeners");
        return options(listenerId, listeners.append("[" + listenerId + "]"))
                .over(options(listenerId, ConfigurationPropertyName.adapt("mq.listeners." + listenerId, '.')));
    }

    private MqListenerOptions options(String listenerId, ConfigurationPropertyName name) {
        return binder.bind(name, SETTINGS)
                .map(settings -> options(listenerId, settings))
                .orElseGet(MqListenerOptions::none);
    }

    private static MqListenerOptions options(String listenerId, MqProperties.ListenerSettings settings) {
        MqProperties.PullSettings pull = settings.pull();
        return new MqListenerOptions(
                settings.autoStartup(),
                startFrom("mq.listeners." + listenerId, settings.startFrom(), settings.startTimestamp()),
                settings.whenBehindMinimum(),
                new SelectionOptions(filter(listenerId, settings.tags(), settings.sql()), settings.broadcast()),
                new DeliveryOptions(
                        settings.concurrency(),
                        settings.ordering(),
                        settings.batchSize(),
                        settings.linger(),
                        settings.warnAfter(),
                        settings.consumeTimeout()),
                new RetryOptions(
                        settings.maxAttempts(),
                        settings.retryDelays(),
                        settings.retryMultiplier(),
                        settings.retryMaxDelay(),
                        settings.orderedRetryDelays(),
                        settings.retryJitter(),
                        settings.retryFor(),
                        settings.noRetryFor()),
                new PullOptions(
                        pull.longPolling(),
                        pull.hold(),
                        pull.shortPollInterval(),
                        pull.batchSize(),
                        pull.maxCachedMessages(),
                        pull.maxSpan()));
    }

    private static @Nullable MessageFilter filter(String listenerId, @Nullable String tags, @Nullable String sql) {
        String prefix = "mq.listeners." + listenerId;
        if (tags != null && sql != null) {
            throw new InvalidConfigurationPropertyValueException(
                    prefix + ".sql", sql, "Keep it or " + prefix + ".tags, which is '" + tags + "'.");
        }
        try {
            if (sql != null) {
                return MessageFilter.sql(sql);
            }
            return tags == null ? null : MessageFilter.tags(tags);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    prefix + (sql != null ? ".sql" : ".tags"), sql != null ? sql : tags, e.getMessage() + ".", e);
        }
    }

    private static @Nullable StartFrom startFrom(
            String prefix, MqProperties.@Nullable StartPosition position, @Nullable Instant timestamp) {
        if (position == null) {
            return null;
        }
        return switch (position) {
            case LATEST -> StartFrom.latest();
            case EARLIEST -> StartFrom.earliest();
            case FAIL -> StartFrom.fail();
            case TIMESTAMP -> StartFrom.timestamp(required(prefix, timestamp));
        };
    }

    private static Instant required(String prefix, @Nullable Instant timestamp) {
        if (timestamp == null) {
            throw new InvalidConfigurationPropertyValueException(
                    prefix + ".start-from",
                    "timestamp",
                    "Set " + prefix + ".start-timestamp too, as in 2026-01-31T12:00:00Z.");
        }
        return timestamp;
    }
}
