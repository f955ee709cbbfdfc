package io.mqspring.autoconfigure.embedded;

import io.mqspring.autoconfigure.MqProperties;
import io.mqspring.autoconfigure.TlsMaterials;
import io.mqspring.broker.BrokerLimits;
import io.mqspring.broker.BrokerSettings;
import io.mqspring.security.BrokerUser;
import io.mqspring.security.ServerTls;
import io.mqspring.security.TlsMaterial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;

/** The embedded broker's settings from properties; what is out of range is named by its property. Stateless. */
final class BrokerPropertiesMapper {

    private static final int MAX_PORT = 65535;
    private static final int MAX_QUEUES = 1024;
    /** Two files of the log. */
    private static final long SMALLEST_LOG = 128L * 1024 * 1024;

    private BrokerPropertiesMapper() {}

    static BrokerSettings settings(
            MqProperties.Embedded embedded, Path directory, String application, @Nullable SslBundles bundles) {
        check(embedded);
        MqProperties.Transaction transaction = embedded.transaction();
        BrokerSettings settings = BrokerSettings.in(directory)
                .withFlushMode(embedded.flush())
                .withFlush(embedded.flushInterval(), (int) embedded.flushSize().toBytes())
                .withRetention(embedded.retention())
                .withRetentionBytes(embedded.retentionSize().toBytes())
                .withRetentionDiskUsed(embedded.retentionDiskUsage() / 100.0)
                .withKeepFreeBytes(embedded.minFreeSpace().toBytes())
                .withAutoCreateTopics(embedded.autoCreateTopics())
                .withDefaultQueues(embedded.defaultQueues())
                .withLongPolling(embedded.longPolling())
                .withMaxBodyBytes((int) embedded.maxMessageSize().toBytes())
                .withHandOverTimeout(embedded.handOverTimeout())
                .withTransactionChecks(transaction.timeout(), transaction.checkInterval(), transaction.checkMax())
                .withMaxConnections(embedded.maxConnections())
                .withLimits(
                        new BrokerLimits(embedded.maxTopics(), embedded.maxGroups(), BrokerLimits.DEFAULTS.heldPulls()))
                .withUsers(users(embedded.users()))
                .withApplication(application);
        if (embedded.port() != null) {
            settings = settings.withPort(embedded.port());
        }
        if (embedded.address() != null) {
            settings = settings.withBindAddress(embedded.address());
        }
        if (embedded.advertisedAddress() != null) {
            settings = settings.withAdvertisedAddress(embedded.advertisedAddress());
        }
        return embedded.ssl().modeOrDefault() == ServerTls.Mode.DISABLED
                ? settings
                : settings.withTls(tls(embedded.ssl(), bundles));
    }

    private static ServerTls tls(MqProperties.EmbeddedSsl ssl, @Nullable SslBundles bundles) {
        TlsMaterial material = new TlsMaterials(bundles, "mq.embedded.ssl").of(ssl.pem(), ssl.bundle());
        if (material.identity() == null) {
            throw invalid(
                    "ssl.certificate",
                    ssl.certificate(),
                    "A port with TLS needs a certificate and its private key, here or in mq.embedded.ssl.bundle.");
        }
        if (ssl.clientAuth() != ServerTls.ClientAuth.NONE && material.trust() == null) {
            throw invalid(
                    "ssl.client-auth",
                    ssl.clientAuth(),
                    "Clients' certificates are checked with mq.embedded.ssl.trusted-certificates, or the bundle's trust"
                            + " store: set one.");
        }
        return new ServerTls(material, ssl.modeOrDefault(), ssl.clientAuth());
    }

    private static BrokerUser[] users(Map<String, MqProperties.User> users) {
        List<BrokerUser> all = new ArrayList<>();
        Set<String> accessKeys = new HashSet<>();
        users.forEach((name, user) -> {
            String accessKey = user.accessKey() == null ? name : user.accessKey();
            String secretKey = user.secretKey();
            if (secretKey == null || secretKey.isBlank()) {
                throw invalid("users." + name + ".secret-key", null, "Every user needs a secret key.");
            }
            if (!accessKeys.add(accessKey)) {
                throw invalid("users." + name + ".access-key", accessKey, "Another user has the same access key.");
            }
            try {
                all.add(new BrokerUser(
                        name,
                        accessKey,
                        secretKey,
                        user.admin(),
                        user.publish(),
                        user.subscribe(),
                        user.groups(),
                        user.deny()));
            } catch (IllegalArgumentException e) {
                throw invalid("users." + name, user, e.getMessage() + ".");
            }
        });
        return all.toArray(BrokerUser[]::new);
    }

    private static void check(MqProperties.Embedded embedded) {
        Integer port = embedded.port();
        if (port != null && (port < 0 || port > MAX_PORT)) {
            throw invalid("port", port, "A port is a number up to 65535; 0 takes any free one.");
        }
        if (embedded.defaultQueues() < 1 || embedded.defaultQueues() > MAX_QUEUES) {
            throw invalid("default-queues", embedded.defaultQueues(), "A topic has 1 to 1024 queues.");
        }
        if (embedded.retention().isNegative()) {
            throw invalid("retention", embedded.retention(), "It must not be negative; 0 keeps messages for ever.");
        }
        if (embedded.handOverTimeout().isNegative()
                || embedded.handOverTimeout().isZero()) {
            throw invalid("hand-over-timeout", embedded.handOverTimeout(), "It must be longer than zero.");
        }
        if (embedded.maxConnections() < 1) {
            throw invalid("max-connections", embedded.maxConnections(), "It must be at least 1.");
        }
        if (embedded.maxTopics() < 1) {
            throw invalid("max-topics", embedded.maxTopics(), "It must be at least 1.");
        }
        if (embedded.maxGroups() < 1) {
            throw invalid("max-groups", embedded.maxGroups(), "It must be at least 1.");
        }
        checkSpace(embedded);
        checkTransaction(embedded.transaction());
        long maxMessage = embedded.maxMessageSize().toBytes();
        if (maxMessage < 1 || maxMessage > Integer.MAX_VALUE) {
            throw invalid("max-message-size", embedded.maxMessageSize(), "It must be at least 1B and less than 2GB.");
        }
    }

    private static void checkSpace(MqProperties.Embedded embedded) {
        long flush = embedded.flushSize().toBytes();
        if (flush < 1 || flush > Integer.MAX_VALUE) {
            throw invalid("flush-size", embedded.flushSize(), "It must be at least 1B and less than 2GB.");
        }
        if (embedded.flushInterval().isNegative() || embedded.flushInterval().isZero()) {
            throw invalid("flush-interval", embedded.flushInterval(), "It must be longer than zero.");
        }
        long size = embedded.retentionSize().toBytes();
        if (size < 0 || (size > 0 && size < SMALLEST_LOG)) {
            throw invalid(
                    "retention-size",
                    embedded.retentionSize(),
                    "It must be at least 128MB, since messages are removed 64 MB at a time; 0 sets no limit.");
        }
        int usage = embedded.retentionDiskUsage();
        if (usage < 1 || usage > 100) {
            throw invalid("retention-disk-usage", usage, "It is a percentage, 1 to 100; 100 sets no limit.");
        }
        if (embedded.minFreeSpace().toBytes() < 0) {
            throw invalid("min-free-space", embedded.minFreeSpace(), "It must not be negative; 0 leaves none.");
        }
    }

    private static void checkTransaction(MqProperties.Transaction transaction) {
        if (transaction.timeout().isNegative() || transaction.timeout().isZero()) {
            throw invalid("transaction.timeout", transaction.timeout(), "It must be longer than zero.");
        }
        if (transaction.checkInterval().isNegative()
                || transaction.checkInterval().isZero()) {
            throw invalid("transaction.check-interval", transaction.checkInterval(), "It must be longer than zero.");
        }
        if (transaction.checkMax() < 1) {
            throw invalid("transaction.check-max", transaction.checkMax(), "It must be at least 1.");
        }
    }

    private static InvalidConfigurationPropertyValueException invalid(
            String name, @Nullable Object value, String reason) {
        return new InvalidConfigurationPropertyValueException("mq.embedded." + name, value, reason);
    }
}
