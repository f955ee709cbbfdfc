package io.mqspring.spring.idempotency;

import java.time.Duration;

/**
 * What holds for all guarded listeners.
 *
 * @param ttl how long a key is remembered once it is done with
 * @param inProgressTimeout after which a claim expires: longer than any call takes
 */
public record IdempotencySettings(Duration ttl, Duration inProgressTimeout) {

    public IdempotencySettings {
        requirePositive("mq.idempotency.ttl", ttl);
        requirePositive("mq.idempotency.in-progress-timeout", inProgressTimeout);
    }

    private static void requirePositive(String property, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(property + " must be longer than zero, but is " + value);
        }
    }
}
