package io.mqspring.autoconfigure.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqspring.consumer.StuckCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gauge {@code mq.listener.stuck}: calls of each listener that last longer than {@code mq.listener.warn-after}. {@link
 * #refresh} makes and removes gauges as listeners come and go and is called regularly on one executor; the values
 * themselves are taken when they are read.
 */
final class StuckGauges implements MeterBinder {

    /**
     * A listener and its calls.
     *
     * @param calls that last too long
     */
    record Listener(String group, String id, List<StuckCall> calls) {}

    private record Key(String group, String id) {}

    private final Supplier<List<Listener>> listeners;
    private final Map<Key, Gauge> registered = new HashMap<>();
    private volatile @Nullable MeterRegistry registry;

    /**
     * @param listeners all that there are now
     */
    StuckGauges(Supplier<List<Listener>> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void bindTo(MeterRegistry target) {
        registry = target;
    }

    void refresh() {
        MeterRegistry target = registry;
        if (target == null) {
            return;
        }
        List<Key> known = listeners.get().stream()
                .map(each -> new Key(each.group(), each.id()))
                .toList();
        known.forEach(key -> registered.computeIfAbsent(key, added -> register(target, added)));
        for (Key gone : new ArrayList<>(registered.keySet())) {
            if (!known.contains(gone)) {
                target.remove(registered.remove(gone));
            }
        }
    }

    private Gauge register(MeterRegistry target, Key key) {
        Supplier<Number> value = () -> count(key);
        return Gauge.builder("mq.listener.stuck", value)
                .description("Listener calls that last longer than they should")
                .tag("group", key.group())
                .tag("listener", key.id())
                .register(target);
    }

    private int count(Key key) {
        return listeners.get().stream()
                .filter(each -> each.id().equals(key.id()))
                .mapToInt(each -> each.calls().size())
                .sum();
    }
}
