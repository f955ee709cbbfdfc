package io.mqspring.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqspring.spring.listener.MqListenerObserver;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timer {@code mq.listener}. Counts nothing before it is bound, which is before any listener starts. Thread safe. */
final class ListenerMeters implements MqListenerObserver, MeterBinder {

    private record Key(String listener, String group, String topic, Outcome outcome) {}

    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
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
