package io.mqspring.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The certificates in {@code src/test/resources/tls}. Stateless. */
public final class TestCertificates {

    private TestCertificates() {}

    /** The text of one of the files. */
    public static String pem(String name) {
        try (InputStream in = TestCertificates.class.getResourceAsStream("/tls/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A certificate with its key, signed by the tests' authority, which is trusted. */
    public static TlsMaterial of(String name) {
        return trusting("ca.pem").withIdentity(pem(name + ".pem"), pem(name + ".key"), null);
    }

    /** No certificate, trusting one authority. */
    public static TlsMaterial trusting(String authority) {
        return TlsMaterial.ofJvm().withTrusted(pem(authority));
    }
}
