package io.mqspring.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays that grow: {@code initial * multiplier^(attempt-1)}, at most {@code limit}, less a random share of up to {@code
 * jitter}. A pure function of the attempt and the source of chance.
 *
 * @param initial delay before the first retry
 * @param multiplier growth per attempt, at least 1
 * @param limit the longest delay
 * @param jitter share of the delay, 0 to 1, that chance may take away
 */
public record Backoff(Duration initial, double multiplier, Duration limit, double jitter) {

    public Backoff {
        if (initial.isNegative() || multiplier < 1 || limit.compareTo(initial) < 0 || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException(
                    "back-off needs initial >= 0, multiplier >= 1, limit >= initial, jitter 0..1");
        }
    }

    /**
     * @param attempt 1 for the first retry
     * @param random the source of chance
     * @return how long to wait before that retry
     */
    public Duration delay(int attempt, RandomGenerator random) {
        double grown = initial.toNanos() * Math.pow(multiplier, Math.max(0, attempt - 1));
        double capped = Math.min(grown, limit.toNanos());
        return Duration.ofNanos((long) (capped * (1 - jitter * random.nextDouble())));
    }
}
