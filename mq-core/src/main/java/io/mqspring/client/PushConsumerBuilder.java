package io.mqspring.client;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.MessageListener;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.allocation.AllocationStrategy;
import io.mqspring.consumer.process.BlockingListener;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects and checks what a push consumer needs. Not thread safe. */
final class PushConsumerBuilder implements PushConsumer.Builder {

    private final String group;
    private final long version;
    private final Function<ConsumerPlan, PushConsumer> starter;
    private final List<Wanted> wanted = new ArrayList<>();
    private @Nullable AsyncMessageListener common;
    private AllocationStrategy allocation;
    private boolean broadcasting;

    private record Wanted(
            String topic,
            MessageFilter filter,
            SubscriptionSettings settings,
            @Nullable AsyncMessageListener listener) {}

    /**
     * @param version of the subscriptions, milliseconds
     * @param allocation how queues are divided, unless told otherwise
     * @param starter makes the consumer and has it begin
     */
    PushConsumerBuilder(
            String group, long version, AllocationStrategy allocation, Function<ConsumerPlan, PushConsumer> starter) {
        this.group = TopicNames.checkGroup(group);
        this.version = version;
        this.allocation = allocation;
        this.starter = starter;
    }

    @Override
    public PushConsumer.Builder subscribe(String topic, MessageFilter filter, SubscriptionSettings settings) {
        return add(topic, filter, settings, null);
    }

    @Override
    public PushConsumer.Builder subscribe(
            String topic, MessageFilter filter, SubscriptionSettings settings, AsyncMessageListener listener) {
        return add(topic, filter, settings, listener);
    }

    @Override
    public PushConsumer.Builder listener(MessageListener listener) {
        common = new BlockingListener(listener);
        return this;
    }

    @Override
    public PushConsumer.Builder allocation(AllocationStrategy strategy) {
        allocation = strategy;
        return this;
    }

    @Override
    public PushConsumer.Builder broadcasting() {
        broadcasting = true;
        return this;
    }

    @Override
    public PushConsumer begin() {
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("group '" + group + "' subscribes to no topic: call subscribe first");
        }
        List<TopicListener> listeners = new ArrayList<>();
        for (Wanted one : wanted) {
            AsyncMessageListener listener = one.listener() != null ? one.listener() : common;
            if (listener == null) {
                throw new IllegalArgumentException("topic '" + one.topic() + "' of group '" + group
                        + "' has no listener: give subscribe one, or call listener");
            }
            listeners.add(
                    new TopicListener(new Subscription(one.topic(), one.filter(), version, one.settings()), listener));
        }
        if (!broadcasting) {
            checkOrderings(listeners);
        }
        return starter.apply(new ConsumerPlan(group, version, listeners, broadcasting, allocation));
    }

    /** A broker takes a group of which it holds locks for an ordered one, and dead-letters what it sends to its retry topic. */
    private void checkOrderings(List<TopicListener> listeners) {
        String locked = firstTopic(listeners, Ordering.QUEUE);
        String unordered = firstTopic(listeners, Ordering.NONE);
        if (locked != null && unordered != null) {
            throw new IllegalArgumentException("group '" + group + "' consumes topic '" + locked
                    + "' with ordering QUEUE and topic '" + unordered
                    + "' with ordering NONE: brokers would dead-letter what fails on the latter at once. Give one of"
                    + " them a group of its own, or ordering KEY");
        }
    }

    private static @Nullable String firstTopic(List<TopicListener> listeners, Ordering ordering) {
        return listeners.stream()
                .filter(one -> one.subscription().settings().ordering() == ordering)
                .map(TopicListener::topic)
                .findFirst()
                .orElse(null);
    }

    private PushConsumer.Builder add(
            String topic,
            MessageFilter filter,
            SubscriptionSettings settings,
            @Nullable AsyncMessageListener listener) {
        TopicNames.checkTopic(topic);
        if (topic.equals(TopicNames.retryTopic(group))) {
            throw new IllegalArgumentException("group '" + group + "' consumes its retry topic by itself");
        }
        if (wanted.stream().anyMatch(one -> one.topic().equals(topic))) {
            throw new IllegalArgumentException("group '" + group + "' subscribes to topic '" + topic
                    + "' twice: use one expression, or another group");
        }
        wanted.add(new Wanted(topic, filter, settings, listener));
        return this;
    }
}
