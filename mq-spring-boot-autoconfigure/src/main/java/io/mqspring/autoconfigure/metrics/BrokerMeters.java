package io.mqspring.autoconfigure.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqspring.broker.BrokerStats;
import io.mqspring.store.StoreStats;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters {@code mq.broker.*} of the embedded broker, read from its statistics. Thread safe. */
final class BrokerMeters implements MeterBinder {

    private final Supplier<BrokerStats> stats;

    BrokerMeters(Supplier<BrokerStats> stats) {
        this.stats = stats;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "mq.broker.messages.in", "Messages sent and stored", BrokerStats::messagesIn);
        counter(registry, "mq.broker.messages.out", "Messages handed out", BrokerStats::messagesOut);
        counter(
                registry,
                "mq.broker.sweep.rescues",
                "Waiting pulls that an arrival should have answered and the sweep did",
                BrokerStats::sweepRescues);
        gauge(registry, "mq.broker.held.pulls", "Pulls that wait for a message", null, BrokerStats::heldPulls);
        gauge(
                registry,
                "mq.broker.log.bytes",
                "Size of the readable log",
                "bytes",
                read -> read.store().logEnd() - read.store().logStart());
        gauge(
                registry,
                "mq.broker.flush.group.size",
                "Messages made durable by one force, on average",
                null,
                read -> groupSize(read.store()));
        FunctionTimer.builder(
                        "mq.broker.flush",
                        stats,
                        read -> read.get().store().forces(),
                        read -> read.get().store().forceNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Forces of the log to disk")
                .register(registry);
    }

    private static double groupSize(StoreStats store) {
        return store.forces() == 0 ? 0 : (double) store.forcedRecords() / store.forces();
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<BrokerStats> value) {
        FunctionCounter.builder(name, stats, read -> value.applyAsDouble(read.get()))
                .description(description)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<BrokerStats> value) {
        Gauge.Builder<Supplier<BrokerStats>> gauge = Gauge.builder(name, stats, read -> value.applyAsDouble(read.get()))
                .description(description);
        if (unit != null) {
            gauge.baseUnit(unit);
        }
        gauge.register(registry);
    }
}
