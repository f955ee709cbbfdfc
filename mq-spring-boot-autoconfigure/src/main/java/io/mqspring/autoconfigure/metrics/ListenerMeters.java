package io.mqspring.autoconfigure.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqspring.spring.listener.MqListenerObserver;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The timer {@code mq.listener} and the counters {@code mq.idempotent.suppressed} and {@code mq.idempotent.postponed}. Counts nothing before it is bound, which is before any listener starts. Thread
 * safe.
 */
final class ListenerMeters implements MqListenerObserver, MeterBinder {

    private record Key(String listener, String group, String topic, Outcome outcome) {}

    private record CountKey(String name, String listener, String group) {}

    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final Map<CountKey, Counter> counters = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    @Override
    public void bindTo(MeterRegistry target) {
        registry = target;
    }

    @Override
    public void onDelivery(String listener, String group, String topic, Outcome outcome, long nanos) {
        MeterRegistry target = registry;
        if (target != null) {
            timers.computeIfAbsent(new Key(listener, group, topic, outcome), key -> timer(target, key))
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void onDuplicateSuppressed(String listener, String group) {
        count("mq.idempotent.suppressed", "Messages not given to a listener: their key is done with", listener, group);
    }

    @Override
    public void onDuplicatePostponed(String listener, String group) {
        count("mq.idempotent.postponed", "Messages put off: another call works on their key", listener, group);
    }

    private void count(String name, String description, String listener, String group) {
        MeterRegistry target = registry;
        if (target != null) {
            counters.computeIfAbsent(new CountKey(name, listener, group), key -> Counter.builder(name)
                            .description(description)
                            .tag("listener", listener)
                            .tag("group", group)
                            .register(target))
                    .increment();
        }
    }

    private static Timer timer(MeterRegistry target, Key key) {
        return Timer.builder("mq.listener")
                .description("Deliveries to listeners, from conversion to the answer")
                .tag("listener", key.listener())
                .tag("group", key.group())
                .tag("topic", key.topic())
                .tag("outcome", key.outcome().name().toLowerCase(Locale.ROOT))
                .register(target);
    }
}
