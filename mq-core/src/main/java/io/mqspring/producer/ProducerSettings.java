package io.mqspring.producer;

import io.mqspring.message.BodyCompression.Codec;
import java.time.Duration;

/**
 * How a producer sends. Immutable; start from {@link #defaults()}.
 *
 * @param group producer group, for the broker's registry
 * @param sendTimeout for the whole send, retries included
 * @param maxPendingBytes bodies on their way, at most
 * @param retries further tries after a failure; a message with a sharding key is tried again on its own queue. While a broker
 *     says that it is busy, a send is tried again for as long as it may take
 * @param compressOver bodies of at least so many bytes are compressed
 * @param codec how they are compressed
 * @param maxBodyBytes largest body
 * @param avoidSlowBrokers whether brokers that failed, or answered slowly, are left alone for a while if there are others
 * @param exactDelays whether a delay must be exact: a broker that only knows delay levels then gets no delay between them, but
 *     the send fails
 */
public record ProducerSettings(
        String group,
        Duration sendTimeout,
        long maxPendingBytes,
        int retries,
        int compressOver,
        Codec codec,
        int maxBodyBytes,
        boolean avoidSlowBrokers,
        boolean exactDelays) {

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

    /** 3 s, 8 MiB pending, 2 retries, compression by zlib from 4 KiB, bodies to 4 MiB; slow brokers are avoided. */
    public static ProducerSettings defaults() {
        return new ProducerSettings(
                "DEFAULT_PRODUCER_GROUP",
                Duration.ofSeconds(3),
                8L * 1024 * 1024,
                2,
                4096,
                Codec.ZLIB,
                4 * 1024 * 1024,
                true,
                false);
    }

    /** The same for another group. */
    public ProducerSettings withGroup(String name) {
        return new ProducerSettings(
                name,
                sendTimeout,
                maxPendingBytes,
                retries,
                compressOver,
                codec,
                maxBodyBytes,
                avoidSlowBrokers,
                exactDelays);
    }

    /** With another time for a send and other retries. */
    public ProducerSettings withPatience(Duration timeout, int furtherTries) {
        return new ProducerSettings(
                group,
                timeout,
                maxPendingBytes,
                furtherTries,
                compressOver,
                codec,
                maxBodyBytes,
                avoidSlowBrokers,
                exactDelays);
    }

    /** With other limits, in bytes. */
    public ProducerSettings withLimits(long pending, int body) {
        return new ProducerSettings(
                group, sendTimeout, pending, retries, compressOver, codec, body, avoidSlowBrokers, exactDelays);
    }

    /** With another compression, from so many bytes. */
    public ProducerSettings withCompression(Codec how, int over) {
        return new ProducerSettings(
                group, sendTimeout, maxPendingBytes, retries, over, how, maxBodyBytes, avoidSlowBrokers, exactDelays);
    }

    public ProducerSettings withAvoidSlowBrokers(boolean avoid) {
        return new ProducerSettings(
                group, sendTimeout, maxPendingBytes, retries, compressOver, codec, maxBodyBytes, avoid, exactDelays);
    }

    public ProducerSettings withExactDelays(boolean exact) {
        return new ProducerSettings(
                group,
                sendTimeout,
                maxPendingBytes,
                retries,
                compressOver,
                codec,
                maxBodyBytes,
                avoidSlowBrokers,
                exact);
    }
}
