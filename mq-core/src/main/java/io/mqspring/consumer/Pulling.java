package io.mqspring.consumer;

import java.time.Duration;

/**
 * How the queues of a topic are pulled.
 *
 * @param longPolling whether the broker may hold an empty pull; else the client polls shortly
 * @param hold how long the broker may hold an empty pull
 * @param shortPollInterval pause between short polls
 * @param batch messages per pull, at most
 * @param maxCachedMessages messages pulled and unfinished, per queue
 * @param maxSpan distance between the lowest and the highest unfinished offset, per queue
 */
public record Pulling(
        boolean longPolling, Duration hold, Duration shortPollInterval, int batch, int maxCachedMessages, int maxSpan) {

    private static final Pulling DEFAULTS =
            new Pulling(true, Duration.ofSeconds(15), Duration.ofSeconds(1), 32, 1000, 2000);

    public Pulling {
        positive("pullBatch", batch);
        positive("maxCachedMessages", maxCachedMessages);
        positive("maxSpan", maxSpan);
    }

    /** Long polls of 15 s, 32 messages at once, up to 1000 kept per queue. */
    public static Pulling defaults() {
        return DEFAULTS;
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
        }
    }
}
