package io.mqspring.spring.config;

import io.mqspring.consumer.Batching;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.filter.MessageFilter;
import io.mqspring.runtime.TimeSource;
import io.mqspring.spring.listener.BatchAware;
import io.mqspring.spring.listener.DeliveryGate;
import io.mqspring.spring.listener.ListeningLog;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqListenerObserver;
import io.mqspring.spring.listener.MqMessageListenerContainer;
import io.mqspring.spring.listener.MqSubscription;
import io.mqspring.spring.listener.PushConsumerSource;
import java.util.List;

/**
 * Makes containers, and the subscriptions of an endpoint with all settings in force: {@code mq.listeners.<id>} over the
 * annotation over {@code mq.listener}. Immutable.
 */
public final class MqListenerContainerFactory {

    private final PushConsumerSource source;
    private final MqListenerOptionsSource options;
    private final List<SubscriptionCustomizer> customizers;
    private final ListeningLog listeningLog;
    private final MqListenerObserver observer;
    private final TimeSource time;

    public MqListenerContainerFactory(
            PushConsumerSource source,
            MqListenerOptionsSource options,
            List<SubscriptionCustomizer> customizers,
            ListeningLog listeningLog,
            MqListenerObserver observer,
            TimeSource time) {
        this.source = source;
        this.options = options;
        this.customizers = List.copyOf(customizers);
        this.listeningLog = listeningLog;
        this.observer = observer;
        this.time = time;
    }

    MqMessageListenerContainer container(String group, DeliveryGate gate) {
        return new MqMessageListenerContainer(group, source, listeningLog, observer, time, gate);
    }

    boolean startsWithApplication(MqListenerEndpoint endpoint) {
        Boolean autoStartup = effective(endpoint).autoStartup();
        return autoStartup == null || autoStartup;
    }

    List<MqSubscription> subscriptions(MqListenerEndpoint endpoint) {
        SubscriptionSettings settings = settings(endpoint);
        MessageFilter filter = filter(endpoint);
        return endpoint.topics().stream()
                .map(topic -> new MqSubscription(
                        endpoint.id(),
                        topic,
                        filter,
                        broadcasts(endpoint),
                        customized(endpoint, topic, settings),
                        endpoint.listener()))
                .toList();
    }

    /**
     * Which messages of its topics an endpoint gets, as it is in force.
     *
     * @throws IllegalArgumentException saying what is wrong with its tags
     */
    MessageFilter filter(MqListenerEndpoint endpoint) {
        MessageFilter filter = effective(endpoint).selection().filter();
        return filter != null ? filter : MessageFilter.tags(endpoint.tags());
    }

    /** Whether every instance gets every message of an endpoint. */
    boolean broadcasts(MqListenerEndpoint endpoint) {
        return Boolean.TRUE.equals(effective(endpoint).selection().broadcast());
    }

    private SubscriptionSettings customized(MqListenerEndpoint endpoint, String topic, SubscriptionSettings settings) {
        SubscriptionSettings customized = settings;
        for (SubscriptionCustomizer each : customizers) {
            customized = each.customize(endpoint.id(), endpoint.group(), topic, customized);
        }
        return customized;
    }

    private SubscriptionSettings settings(MqListenerEndpoint endpoint) {
        try {
            SubscriptionSettings settings = effective(endpoint).applyTo(SubscriptionSettings.defaults());
            return settings.withBatching(batching(endpoint, settings.batching()));
        } catch (IllegalArgumentException e) {
            throw new MqListenerDefinitionException(
                    "The settings of listener '" + endpoint.id() + "' (" + endpoint.source() + ") cannot work: "
                            + e.getMessage() + ".",
                    "Correct the annotation, or the properties below mq.listener or mq.listeners." + endpoint.id()
                            + ".",
                    e);
        }
    }

    /** The defaults of batches are for those who take batches. */
    private Batching batching(MqListenerEndpoint endpoint, Batching set) {
        DeliveryOptions own =
                options.overrides(endpoint.id()).over(endpoint.options()).delivery();
        Integer size = own.batchSize();
        if (!(endpoint.listener() instanceof BatchAware listener)) {
            return size == null ? Batching.NONE : set;
        }
        if (listener.takesBatches()) {
            boolean unset = effective(endpoint).delivery().batchSize() == null;
            return unset ? new Batching(BatchAware.DEFAULT_BATCH_SIZE, set.linger()) : set;
        }
        if ((size != null && size > 1) || own.linger() != null) {
            throw new IllegalArgumentException(
                    "batchSize and linger are for a method that takes a List, and this one takes one message");
        }
        return Batching.NONE;
    }

    private MqListenerOptions effective(MqListenerEndpoint endpoint) {
        return options.overrides(endpoint.id()).over(endpoint.options()).over(options.defaults());
    }
}
