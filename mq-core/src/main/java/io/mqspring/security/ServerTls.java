package io.mqspring.security;

/**
 * TLS of a broker's port.
 *
 * @param material its certificate, and whom it trusts if clients show theirs
 * @param mode whether plain connections are served too
 * @param clientAuth whether clients show a certificate
 */
public record ServerTls(TlsMaterial material, Mode mode, ClientAuth clientAuth) {

    /** Whether the port takes plain connections. */
    public enum Mode {
        /** Plain connections only. */
        DISABLED,
        /** Both, told apart by their first byte: for moving clients over one by one. */
        PERMISSIVE,
        /** TLS only; a plain request is told so. */
        ENFORCING
    }

    /** Whether clients show a certificate. */
    public enum ClientAuth {
        /** They are not asked. */
        NONE,
        /** One that is shown must be trusted. */
        WANT,
        /** Without a trusted one there is no connection. */
        NEED
    }

    public ServerTls {
        if (mode != Mode.DISABLED && material.identity() == null) {
            throw new IllegalArgumentException("a port with TLS needs a certificate and its private key");
        }
        if (clientAuth != ClientAuth.NONE && material.trust() == null) {
            throw new IllegalArgumentException("clients' certificates cannot be checked without trusted certificates");
        }
    }

    /** TLS only, clients without a certificate. */
    public static ServerTls enforcing(TlsMaterial material) {
        return new ServerTls(material, Mode.ENFORCING, ClientAuth.NONE);
    }

    public ServerTls withMode(Mode value) {
        return new ServerTls(material, value, clientAuth);
    }

    public ServerTls withClientAuth(ClientAuth value) {
        return new ServerTls(material, mode, value);
    }
}
