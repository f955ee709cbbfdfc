package io.mqspring.autoconfigure.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqspring.observe.ClientObserver;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The timer {@code mq.send} and the counters {@code mq.consumer.retries}, {@code mq.consumer.deadletters} and {@code
 * mq.consumer.skipped}. Thread safe.
 */
final class ClientMeters implements ClientObserver, MeterBinder {

    private record SendKey(String topic, SendOutcome outcome) {}

    private record CountKey(String name, String group, String topic) {}

    private final Map<SendKey, Timer> sends = new ConcurrentHashMap<>();
    private final Map<CountKey, Counter> counters = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    @Override
    public void bindTo(MeterRegistry target) {
        registry = target;
    }

    @Override
    public void onSend(String topic, SendOutcome outcome, long nanos) {
        MeterRegistry target = registry;
        if (target != null) {
            sends.computeIfAbsent(new SendKey(topic, outcome), key -> timer(target, key))
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void onRetry(String group, String topic, int attempt) {
        count("mq.consumer.retries", "Failed messages handed to the retry topic", group, topic, 1);
    }

    @Override
    public void onDeadLetter(String group, String topic, String reason) {
        count("mq.consumer.deadletters", "Messages handed to the dead-letter topic", group, topic, 1);
    }

    @Override
    public void onOffsetMoved(String group, String topic, int queueId, long from, long to) {
        if (to > from) {
            count(
                    "mq.consumer.skipped",
                    "Messages that were gone before the group came to them",
                    group,
                    topic,
                    to - from);
        }
    }

    private void count(String name, String description, String group, String topic, long amount) {
        MeterRegistry target = registry;
        if (target != null) {
            counters.computeIfAbsent(new CountKey(name, group, topic), key -> Counter.builder(name)
                            .description(description)
                            .tag("group", group)
                            .tag("topic", topic)
                            .register(target))
                    .increment(amount);
        }
    }

    private static Timer timer(MeterRegistry target, SendKey key) {
        return Timer.builder("mq.send")
                .description("Sends, until the broker has answered")
                .tag("topic", key.topic())
                .tag("outcome", key.outcome().name().toLowerCase(Locale.ROOT))
                .register(target);
    }
}
