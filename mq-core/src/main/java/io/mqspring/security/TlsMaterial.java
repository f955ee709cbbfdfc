package io.mqspring.security;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys and trust of one side of TLS. Immutable; its text shows none of it.
 *
 * @param identity its own certificate and private key; null without
 * @param trust whom it trusts; null for what the JVM trusts
 * @param protocols versions of TLS, {@code TLSv1.3} for instance; empty for the JVM's
 * @param ciphers names of cipher suites; empty for the JVM's
 */
public record TlsMaterial(
        @Nullable KeyManagerFactory identity,
        @Nullable TrustManagerFactory trust,
        List<String> protocols,
        List<String> ciphers) {

    public TlsMaterial {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    /** Trusts what the JVM trusts, has no certificate. */
    public static TlsMaterial ofJvm() {
        return new TlsMaterial(null, null, List.of(), List.of());
    }

    /**
     * With a certificate and its key.
     *
     * @param certificates PEM text of the certificate, followed by those of its issuers
     * @param privateKey PEM text of the key, PKCS #8
     * @param password of the key; null if it is not encrypted
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public TlsMaterial withIdentity(String certificates, String privateKey, @Nullable String password) {
        char[] inStore = new char[0];
        PrivateKey key = Pem.privateKey(privateKey, password);
        Certificate[] chain = Pem.certificates(certificates).toArray(Certificate[]::new);
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("key", key, inStore, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, inStore);
            return new TlsMaterial(factory, trust, protocols, ciphers);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the certificate and the private key cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Trusting nobody but these and whom they vouch for.
     *
     * @param certificates PEM text of one or several
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public TlsMaterial withTrusted(String certificates) {
        List<? extends Certificate> trusted = Pem.certificates(certificates);
        try {
            KeyStore store = emptyStore();
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("trusted-" + i, trusted.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return new TlsMaterial(identity, factory, protocols, ciphers);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the trusted certificates cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "TlsMaterial[" + (identity == null ? "no certificate" : "a certificate") + ", "
                + (trust == null ? "the JVM's trust" : "trust of its own") + "]";
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (java.io.IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
    }
}
