package io.mqspring.transport.netty;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** Says what a failure of TLS means and what to change, to the client's user. Stateless. */
final class TlsFailures {

    private TlsFailures() {}

    /** Whether TLS is what failed. */
    static boolean isOne(Throwable failure) {
        return unwrapped(failure) instanceof SSLException;
    }

    static String explain(Throwable failure) {
        Throwable cause = unwrapped(failure);
        String words = words(cause);
        if (cause instanceof NotSslRecordException) {
            return "the server does not speak TLS: switch it on there (an embedded broker: mq.embedded.ssl), or unset"
                    + " mq.ssl here";
        }
        if (cause instanceof ClosedChannelException) {
            return "the server closed the connection during the TLS handshake: it does not speak TLS (then switch it on"
                    + " there, mq.embedded.ssl, or unset mq.ssl here), or it wants a certificate of this client (then set"
                    + " mq.ssl.certificate and mq.ssl.private-key, or a bundle with a key store)";
        }
        if (words.contains("No subject alternative") || words.contains("No name matching")) {
            return "the server's certificate is not for the host that was asked for (" + words
                    + "): use a name that is in it, in mq.name-server and in what brokers announce, or set"
                    + " mq.ssl.verify-host-name=false";
        }
        if (words.contains("certification path") || words.contains("PKIX")) {
            return "the server's certificate is not trusted (" + words
                    + "): add its issuer to mq.ssl.trusted-certificates, or to the bundle's trust store";
        }
        if (words.contains("bad_certificate") || words.contains("certificate_required")) {
            return "the server does not take this client's certificate, or misses one (" + words
                    + "): set mq.ssl.certificate and mq.ssl.private-key, or a bundle with a key store, to one that it trusts";
        }
        return "the TLS handshake failed (" + words + "): look at mq.ssl here and at the server's settings";
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The messages of the failure and what caused it. */
    private static String words(Throwable failure) {
        StringBuilder words = new StringBuilder(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && words.indexOf(message) < 0) {
                words.append("; ").append(message);
            }
        }
        return words.toString();
    }
}
