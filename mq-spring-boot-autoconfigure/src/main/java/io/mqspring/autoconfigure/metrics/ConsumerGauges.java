package io.mqspring.autoconfigure.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqspring.message.TopicNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gauges {@code mq.consumer.lag}, {@code .lag.age}, {@code .inflight}, {@code .cached.bytes}, {@code .behind.minimum} and {@code
 * .without.offset} of the queues that this
 * instance owns. A gauge exists while its value is known: {@link #refresh} makes and removes them and is called regularly
 * on one executor; the values themselves are taken when they are read.
 */
final class ConsumerGauges implements MeterBinder {

    private record Kind(
            String name, String description, @Nullable String unit, Function<TopicFigures, Double> value) {}

    private record Key(String name, String group, String topic) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("mq.consumer.lag", "Messages stored and not yet consumed", null, TopicFigures::lag),
            new Kind(
                    "mq.consumer.lag.age",
                    "Age of the oldest message stored and not yet consumed",
                    "seconds",
                    TopicFigures::lagAgeSeconds),
            new Kind(
                    "mq.consumer.inflight",
                    "Messages handed to listeners and unfinished",
                    null,
                    TopicFigures::inFlight),
            new Kind(
                    "mq.consumer.cached.bytes",
                    "Size of messages pulled and unfinished",
                    "bytes",
                    TopicFigures::cachedBytes),
            new Kind(
                    "mq.consumer.behind.minimum",
                    "Queues not consumed because the group's next messages are gone",
                    null,
                    TopicFigures::behindMinimum),
            new Kind(
                    "mq.consumer.without.offset",
                    "Queues not consumed because the group has no offsets and must not begin by itself",
                    null,
                    TopicFigures::withoutOffset));

    private final Supplier<List<TopicFigures>> figures;
    private final Map<Key, Meter.Id> registered = new HashMap<>();
    private volatile @Nullable MeterRegistry registry;

    /**
     * @param figures what this instance owns now, a topic of a group each
     */
    ConsumerGauges(Supplier<List<TopicFigures>> figures) {
        this.figures = figures;
    }

    @Override
    public void bindTo(MeterRegistry target) {
        registry = target;
    }

    /** Makes the gauges whose values are known now, and removes those whose are not. */
    void refresh() {
        MeterRegistry target = registry;
        if (target == null) {
            return;
        }
        Set<Key> known = new HashSet<>();
        for (TopicFigures topic : figures.get()) {
            for (Kind kind : KINDS) {
                if (!TopicNames.isRetryTopic(topic.topic())
                        && !kind.value().apply(topic).isNaN()) {
                    Key key = new Key(kind.name(), topic.group(), topic.topic());
                    known.add(key);
                    registered.computeIfAbsent(key, added -> register(target, kind, added));
                }
            }
        }
        for (Key gone : new ArrayList<>(registered.keySet())) {
            if (!known.contains(gone)) {
                target.remove(registered.remove(gone));
            }
        }
    }

    private Meter.Id register(MeterRegistry target, Kind kind, Key key) {
        Supplier<Number> value = () -> read(kind, key);
        Gauge.Builder<Supplier<Number>> gauge = Gauge.builder(kind.name(), value)
                .description(kind.description())
                .tag("group", key.group())
                .tag("topic", key.topic());
        if (kind.unit() != null) {
            gauge.baseUnit(kind.unit());
        }
        return gauge.register(target).getId();
    }

    private double read(Kind kind, Key key) {
        return figures.get().stream()
                .filter(each -> each.group().equals(key.group()) && each.topic().equals(key.topic()))
                .findFirst()
                .map(kind.value())
                .orElse(Double.NaN);
    }
}
