package io.mqspring.transport;

import io.mqspring.security.BrokerUser;
import io.mqspring.security.ServerTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a server takes. Immutable.
 *
 * @param tls how connections are encrypted; null for plain ones
 * @param users who may ask, and for what; empty for anyone and everything
 * @param maxConnections beyond which no more are taken
 */
public record ServerSettings(@Nullable ServerTls tls, List<BrokerUser> users, int maxConnections) {

    /** Plain connections, no users, 10,000 connections. */
    public static final ServerSettings DEFAULTS = new ServerSettings(null, List.of(), 10_000);

    public ServerSettings {
        users = List.copyOf(users);
        if (maxConnections < 1) {
            throw new IllegalArgumentException("a server needs room for a connection, not " + maxConnections);
        }
    }

    public ServerSettings withTls(ServerTls value) {
        return new ServerSettings(value, users, maxConnections);
    }

    public ServerSettings withUsers(List<BrokerUser> value) {
        return new ServerSettings(tls, value, maxConnections);
    }

    public ServerSettings withMaxConnections(int value) {
        return new ServerSettings(tls, users, value);
    }
}
