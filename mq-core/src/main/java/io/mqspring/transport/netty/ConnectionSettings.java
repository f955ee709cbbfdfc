package io.mqspring.transport.netty;

import java.time.Duration;

/**
 * The patience of a connection, and what it may cost.
 *
 * @param connectTimeout for a connection to be made
 * @param idleTimeout without a byte in either direction, after which it is closed
 * @param stallTimeout with bytes to write of which the peer takes none, after which it is closed
 * @param frameTimeout for the first frame to come, for a server, and for any frame from its first byte to its last
 * @param pendingBytes handed to the socket layer and not yet taken by the peer; beyond, what is to be written waits unencoded,
 *     and a server stops reading from that peer
 * @param pendingRequests of the peer, without an answer yet, beyond which nothing more is read from it; a consumer of many
 *     queues has one for each
 */
record ConnectionSettings(
        Duration connectTimeout,
        Duration idleTimeout,
        Duration stallTimeout,
        Duration frameTimeout,
        int pendingBytes,
        int pendingRequests) {

    static final ConnectionSettings DEFAULTS = new ConnectionSettings(
            Duration.ofSeconds(3),
            Duration.ofSeconds(120),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            1024 * 1024,
            32 * 1024);

    ConnectionSettings {
        if (!isPositive(connectTimeout)
                || !isPositive(idleTimeout)
                || !isPositive(stallTimeout)
                || !isPositive(frameTimeout)
                || pendingBytes < 1
                || pendingRequests < 1) {
            throw new IllegalArgumentException("a connection needs time-outs and bounds above zero");
        }
    }

    ConnectionSettings(Duration connectTimeout, Duration idleTimeout, Duration stallTimeout, int pendingBytes) {
        this(
                connectTimeout,
                idleTimeout,
                stallTimeout,
                DEFAULTS.frameTimeout(),
                pendingBytes,
                DEFAULTS.pendingRequests());
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }
}
