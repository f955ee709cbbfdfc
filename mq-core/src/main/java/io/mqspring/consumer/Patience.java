package io.mqspring.consumer;

import java.time.Duration;

/**
 * How long a listener may take for a message.
 *
 * @param warning after which the log names the message and what its thread is doing
 * @param limit after which the message counts as failed, so that it is delivered again; only where there is no order, since
 *     the call that goes on may still succeed
 */
public record Patience(Duration warning, Duration limit) {

    private static final Patience DEFAULTS = new Patience(Duration.ofMinutes(1), Duration.ofMinutes(15));

    public Patience {
        if (warning.isNegative() || warning.isZero() || limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(
                    "warnAfter and consumeTimeout must be positive, but are " + warning + " and " + limit);
        }
    }

    /** A warning after a minute, and RocketMQ's limit of 15 minutes. */
    public static Patience defaults() {
        return DEFAULTS;
    }
}
