package io.mqspring.autoconfigure;

import io.mqspring.security.TlsMaterial;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Keys and trust out of a bundle, or of PEM files named by properties. What is wrong is named by its property. */
public final class TlsMaterials {

    private final @Nullable SslBundles bundles;
    private final String prefix;

    /**
     * @param bundles the application's bundles, if it has any
     * @param prefix of the properties, for messages
     */
    public TlsMaterials(@Nullable SslBundles bundles, String prefix) {
        this.bundles = bundles;
        this.prefix = prefix;
    }

    /** What the properties name. */
    public TlsMaterial of(MqProperties.Pem pem, @Nullable String bundle) {
        if (bundle != null && !bundle.isBlank()) {
            if (pem.isSet()) {
                throw new InvalidConfigurationPropertyValueException(
                        prefix + ".bundle", bundle, "Set a bundle, or certificates and keys, not both.");
            }
            return of(bundleOf(bundle), bundle);
        }
        SslBundle files = SslBundle.of(new PemSslStoreBundle(
                store("certificate", pem.certificate(), pem.privateKey(), pem.privateKeyPassword()),
                store("trusted-certificates", pem.trustedCertificates(), null, null)));
        return of(files, "");
    }

    private @Nullable PemSslStore store(
            String name, @Nullable String certificates, @Nullable String key, @Nullable String password) {
        if (certificates == null) {
            return null;
        }
        try {
            PemSslStore store = PemSslStore.load(PemSslStoreDetails.forCertificates(certificates)
                    .withPrivateKey(key)
                    .withPrivateKeyPassword(password));
            // Read now, so that what is wrong is known by its property.
            if (store != null) {
                store.certificates();
                store.privateKey();
            }
            return store;
        } catch (RuntimeException e) {
            throw new InvalidConfigurationPropertyValueException(
                    prefix + "." + name, certificates, "It cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private SslBundle bundleOf(String name) {
        SslBundles known = bundles;
        try {
            if (known != null) {
                return known.getBundle(name);
            }
        } catch (NoSuchSslBundleException e) {
            throw unknown(name, e);
        }
        throw unknown(name, null);
    }

    private InvalidConfigurationPropertyValueException unknown(String name, @Nullable Throwable cause) {
        return new InvalidConfigurationPropertyValueException(
                prefix + ".bundle", name, "There is no such bundle below spring.ssl.bundle.", cause);
    }

    private TlsMaterial of(SslBundle bundle, String name) {
        try {
            boolean keys = bundle.getStores().getKeyStore() != null;
            boolean trust = bundle.getStores().getTrustStore() != null;
            KeyManagerFactory identity = keys ? bundle.getManagers().getKeyManagerFactory() : null;
            TrustManagerFactory trusted = trust ? bundle.getManagers().getTrustManagerFactory() : null;
            SslOptions options = bundle.getOptions();
            return new TlsMaterial(identity, trusted, list(options.getEnabledProtocols()), list(options.getCiphers()));
        } catch (IllegalStateException e) {
            throw new InvalidConfigurationPropertyValueException(
                    prefix + (name.isEmpty() ? ".certificate" : ".bundle"),
                    name,
                    "Its keys cannot be used: " + e.getMessage() + ".",
                    e);
        }
    }

    private static List<String> list(String @Nullable [] names) {
        return names == null ? List.of() : List.of(names);
    }
}
