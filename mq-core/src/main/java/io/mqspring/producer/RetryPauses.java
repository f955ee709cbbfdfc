package io.mqspring.producer;

import io.mqspring.runtime.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a send waits before it is tried again where it failed. Thread safe. */
final class RetryPauses {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Backoff BUSY = new Backoff(FIRST, 2, Duration.ofSeconds(1), 0.3);

    private final RandomGenerator random;

    RetryPauses(RandomGenerator random) {
        this.random = random;
    }

    /**
     * After a failure.
     *
     * @param failures so far, at least 1
     */
    Duration afterFailure(int failures) {
        return FIRST.multipliedBy(failures);
    }

    /**
     * After a broker said that it is busy. By chance, so that its producers do not come back together.
     *
     * @param times so far, at least 1
     */
    Duration whenBusy(int times) {
        synchronized (random) {
            return BUSY.delay(times, random);
        }
    }
}
