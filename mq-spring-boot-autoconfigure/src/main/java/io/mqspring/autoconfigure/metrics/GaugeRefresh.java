package io.mqspring.autoconfigure.metrics;

import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Looks every second which gauges have a known value, on an event loop, as long as the context runs. */
final class GaugeRefresh implements SmartLifecycle {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Runnable gauges;
    private final SerialExecutor executor;
    private volatile @Nullable Cancellable refreshing;

    GaugeRefresh(Runnable gauges, ExecutionBackend backend) {
        this.gauges = gauges;
        this.executor = backend.eventLoop("metrics");
    }

    @Override
    public void start() {
        refreshing = executor.scheduleWithFixedDelay(gauges, INTERVAL);
    }

    @Override
    public void stop() {
        Cancellable current = refreshing;
        if (current != null) {
            current.cancel();
            refreshing = null;
        }
    }

    @Override
    public boolean isRunning() {
        return refreshing != null;
    }
}
