package io.mqspring.route;

import io.mqspring.runtime.Backoff;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When to ask for a watched topic again. Confined to the table's loop. */
final class RouteWatch {

    private final SerialExecutor loop;
    private final Duration refreshInterval;
    private final Backoff unknownBackoff;
    private final RandomGenerator random;
    private int attempts;
    private @Nullable Cancellable scheduled;

    RouteWatch(SerialExecutor loop, Duration refreshInterval, Backoff unknownBackoff, RandomGenerator random) {
        this.loop = loop;
        this.refreshInterval = refreshInterval;
        this.unknownBackoff = unknownBackoff;
        this.random = random;
    }

    void next(boolean known, Runnable round) {
        attempts = known ? 0 : attempts + 1;
        scheduled = loop.schedule(round, known ? refreshInterval : unknownBackoff.delay(attempts, random));
    }

    void cancel() {
        if (scheduled != null) {
            scheduled.cancel();
        }
    }
}
