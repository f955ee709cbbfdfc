package io.mqspring.producer;

import java.time.Duration;

/**
 * How a producer sends.
 *
 * @param group producer group, for the broker's registry
 * @param sendTimeout for the whole send, retries included
 * @param maxPendingBytes bodies on their way, at most
 * @param retries further tries on another queue
 * @param compressOver bodies of at least so many bytes are compressed
 * @param maxBodyBytes largest body
 */
public record ProducerSettings(
        String group, Duration sendTimeout, long maxPendingBytes, int retries, int compressOver, int maxBodyBytes) {

    public ProducerSettings {
        if (sendTimeout.isNegative()
                || sendTimeout.isZero()
                || maxPendingBytes < 1
                || retries < 0
                || maxBodyBytes < 1) {
            throw new IllegalArgumentException(
                    "a producer needs a positive send time-out, pending limit and body limit, and no negative retries");
        }
    }

    /** The same for another group. */
    public ProducerSettings withGroup(String name) {
        return new ProducerSettings(name, sendTimeout, maxPendingBytes, retries, compressOver, maxBodyBytes);
    }

    /** 3 s, 8 MiB pending, 2 retries, compression from 4 KiB, bodies to 4 MiB. */
    public static ProducerSettings defaults() {
        return new ProducerSettings(
                "DEFAULT_PRODUCER_GROUP", Duration.ofSeconds(3), 8L * 1024 * 1024, 2, 4096, 4 * 1024 * 1024);
    }
}
