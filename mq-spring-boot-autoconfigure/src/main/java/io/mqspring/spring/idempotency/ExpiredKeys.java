package io.mqspring.spring.idempotency;

import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Has a store forget what has expired, now and then, as long as the context runs. */
public final class ExpiredKeys implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ExpiredKeys.class);

    private final IdempotencyStore store;
    private final Duration interval;
    private final SerialExecutor timer;
    private final Executor workers;
    private volatile @Nullable Cancellable running;

    /** @param interval between two rounds; each instance has its own */
    public ExpiredKeys(IdempotencyStore store, Duration interval, ExecutionBackend backend) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException(
                    "mq.idempotency.cleanup-interval must be longer than zero, but is " + interval);
        }
        this.store = store;
        this.interval = interval;
        this.timer = backend.eventLoop("idempotency");
        this.workers = backend.workers();
    }

    @Override
    public void start() {
        running = timer.scheduleWithFixedDelay(() -> workers.execute(this::remove), interval);
    }

    private void remove() {
        try {
            store.removeExpired();
        } catch (RuntimeException e) {
            log.warn("Expired idempotency keys could not be removed; the next try is in {}", interval, e);
        }
    }

    @Override
    public void stop() {
        Cancellable current = running;
        if (current != null) {
            current.cancel();
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
