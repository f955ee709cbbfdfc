package io.mqspring.security;

/**
 * TLS of a client: every connection begins with a handshake.
 *
 * @param material whom it trusts, and its own certificate if servers ask for one
 * @param verifyHostName whether a server's certificate must be for the host that was connected to
 */
public record ClientTls(TlsMaterial material, boolean verifyHostName) {

    /** With the host name verified. */
    public static ClientTls of(TlsMaterial material) {
        return new ClientTls(material, true);
    }
}
