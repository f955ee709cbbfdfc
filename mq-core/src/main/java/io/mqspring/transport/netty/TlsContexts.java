package io.mqspring.transport.netty;

import io.mqspring.security.ClientTls;
import io.mqspring.security.ServerTls;
import io.mqspring.security.TlsMaterial;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** Turns settings of TLS into Netty's, on the JDK's implementation. Stateless. */
final class TlsContexts {

    private TlsContexts() {}

    static SslContext client(ClientTls tls) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .keyManager(tls.material().identity())
                .endpointIdentificationAlgorithm(tls.verifyHostName() ? "HTTPS" : null);
        return build(builder, tls.material());
    }

    static SslContext server(ServerTls tls) {
        SslContextBuilder builder = SslContextBuilder.forServer(tls.material().identity())
                .clientAuth(
                        switch (tls.clientAuth()) {
                            case NONE -> ClientAuth.NONE;
                            case WANT -> ClientAuth.OPTIONAL;
                            case NEED -> ClientAuth.REQUIRE;
                        });
        return build(builder, tls.material());
    }

    private static SslContext build(SslContextBuilder builder, TlsMaterial material) {
        builder.sslProvider(SslProvider.JDK).trustManager(material.trust());
        if (!material.protocols().isEmpty()) {
            builder.protocols(material.protocols());
        }
        if (!material.ciphers().isEmpty()) {
            builder.ciphers(material.ciphers());
        }
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }
}
