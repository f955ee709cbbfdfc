package io.mqspring.transport.netty;

import java.time.Duration;

/**
 * The patience of a connection.
 *
 * @param connectTimeout for a connection to be made
 * @param idleTimeout without a byte in either direction, after which it is closed
 * @param stallTimeout with bytes to write of which the peer takes none, after which it is closed
 * @param pendingBytes handed to the socket layer and not yet taken by the peer; beyond, what is to be written waits unencoded,
 *     and a server stops reading from that peer
 */
record ConnectionSettings(Duration connectTimeout, Duration idleTimeout, Duration stallTimeout, int pendingBytes) {

    static final ConnectionSettings DEFAULTS =
            new ConnectionSettings(Duration.ofSeconds(3), Duration.ofSeconds(120), Duration.ofSeconds(30), 1024 * 1024);

    ConnectionSettings {
        if (!isPositive(connectTimeout) || !isPositive(idleTimeout) || !isPositive(stallTimeout) || pendingBytes < 1) {
            throw new IllegalArgumentException("a connection needs time-outs and a bound above zero");
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }
}
