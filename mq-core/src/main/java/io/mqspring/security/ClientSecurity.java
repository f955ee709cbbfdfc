package io.mqspring.security;

import org.jspecify.annotations.Nullable;

/**
 * How a client shows itself and what it asks of the other side. Immutable.
 *
 * @param tls how connections are encrypted; null for plain ones
 * @param credentials what requests are signed with; null for unsigned ones
 */
public record ClientSecurity(
        @Nullable ClientTls tls, @Nullable Credentials credentials) {

    /** Plain connections, unsigned requests. */
    public static final ClientSecurity NONE = new ClientSecurity(null, null);

    public ClientSecurity withTls(ClientTls value) {
        return new ClientSecurity(value, credentials);
    }

    public ClientSecurity withCredentials(Credentials value) {
        return new ClientSecurity(tls, value);
    }
}
