package io.mqspring.consumer;

import java.time.Duration;

/**
 * How many messages a listener call gets.
 *
 * @param size at most
 * @param linger how long the first message of a call may wait for more; zero: a call takes what is there
 */
public record Batching(int size, Duration linger) {

    /** One message per call. */
    public static final Batching NONE = new Batching(1, Duration.ZERO);

    public Batching {
        if (size < 1) {
            throw new IllegalArgumentException("batchSize must be at least 1, but is " + size);
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger must not be negative, but is " + linger);
        }
    }
}
