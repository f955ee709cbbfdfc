package io.mqspring.client;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.MessageListener;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.SubscriptionSettings;
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
    private final Function<List<TopicListener>, PushConsumer> starter;
    private final List<Wanted> wanted = new ArrayList<>();
    private @Nullable AsyncMessageListener common;

    private record Wanted(
            String topic,
            MessageFilter filter,
            SubscriptionSettings settings,
            @Nullable AsyncMessageListener listener) {}

    /**
     * @param version of the subscriptions, milliseconds
     * @param starter makes and starts the consumer
     */
    PushConsumerBuilder(String group, long version, Function<List<TopicListener>, PushConsumer> starter) {
        this.group = TopicNames.checkGroup(group);
        this.version = version;
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
    public PushConsumer start() {
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
        return starter.apply(listeners);
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
