package io.mqspring.client;

import io.mqspring.consumer.PollingConsumer;
import io.mqspring.consumer.PollingSettings;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.TopicNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** Collects and checks what a polling consumer needs. Not thread safe. */
final class PollingConsumerBuilder implements PollingConsumer.Builder {

    private final String group;
    private final BiFunction<PollingSettings, Map<String, MessageFilter>, PollingConsumer> starter;
    private final Map<String, MessageFilter> filters = new LinkedHashMap<>();
    private PollingSettings settings = PollingSettings.defaults();

    /**
     * @param starter makes and starts the consumer, of settings and filters by topic
     */
    PollingConsumerBuilder(
            String group, BiFunction<PollingSettings, Map<String, MessageFilter>, PollingConsumer> starter) {
        this.group = TopicNames.checkGroup(group);
        this.starter = starter;
    }

    @Override
    public PollingConsumer.Builder settings(PollingSettings value) {
        settings = value;
        return this;
    }

    @Override
    public PollingConsumer.Builder subscribe(String topic, MessageFilter filter) {
        TopicNames.checkTopic(topic);
        if (filters.putIfAbsent(topic, filter) != null) {
            throw new IllegalArgumentException("group '" + group + "' subscribes to topic '" + topic
                    + "' twice: use one expression, or another group");
        }
        return this;
    }

    @Override
    public PollingConsumer start() {
        return starter.apply(settings, Map.copyOf(filters));
    }
}
