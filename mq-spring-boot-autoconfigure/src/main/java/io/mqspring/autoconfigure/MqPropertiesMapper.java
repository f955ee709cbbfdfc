package io.mqspring.autoconfigure;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.LocalState;
import io.mqspring.message.BodyCompression;
import io.mqspring.message.BodyCompression.Codec;
import io.mqspring.message.TopicNames;
import io.mqspring.producer.ProducerSettings;
import io.mqspring.security.ClientSecurity;
import io.mqspring.security.ClientTls;
import io.mqspring.security.Credentials;
import io.mqspring.security.TlsMaterial;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** Settings of client and producer from properties; what is out of range is named by its property. Immutable. */
final class MqPropertiesMapper {

    private static final String DEFAULT_PRODUCER_GROUP = "DEFAULT_PRODUCER_GROUP";

    private final MqProperties properties;
    private final Environment environment;

    MqPropertiesMapper(MqProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /** The client's settings, with defaults for what has no property. */
    ClientSettings client(long maxHeap) {
        MqProperties.Client client = properties.client();
        ClientSettings defaults = ClientSettings.defaults();
        return defaults.withIntervals(
                        positive("mq.client.heartbeat-interval", client.heartbeatInterval()),
                        positive("mq.client.rebalance-interval", client.rebalanceInterval()),
                        positive("mq.client.offset-sync-interval", client.offsetSyncInterval()),
                        defaults.routeRefresh())
                .withTimeouts(defaults.requestTimeout(), drainTimeout(), defaults.startPatience())
                .withMaxCachedBytes(HeapShare.bytes("mq.client.max-cached-size", client.maxCachedSize(), maxHeap))
                .withSubscriptionGuard(client.subscriptionGuard())
                .withApplication(application())
                .withProducer(producer());
    }

    /** Whose offsets a broadcasting instance goes on with. */
    LocalState localState(Path directory) {
        String name = properties.client().instanceName();
        if (name == null || name.isBlank()) {
            String application =
                    environment.getProperty("spring.application.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
            boolean usable = !application.isEmpty() && !application.startsWith(".") && application.length() <= 100;
            return new LocalState(
                    directory, usable ? application : LocalState.defaults().instance());
        }
        try {
            return new LocalState(directory, name);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    "mq.client.instance-name", name, e.getMessage() + ".", e);
        }
    }

    /** How the cluster is spoken to. */
    ClientSecurity security(@Nullable SslBundles bundles) {
        ClientSecurity security = ClientSecurity.NONE;
        MqProperties.Ssl ssl = properties.ssl();
        if (ssl.isOn()) {
            TlsMaterial material = new TlsMaterials(bundles, "mq.ssl").of(ssl.pem(), ssl.bundle());
            security = security.withTls(new ClientTls(material, ssl.verifyHostName()));
        }
        String accessKey = properties.accessKey();
        String secretKey = properties.secretKey();
        if (isSet(accessKey) != isSet(secretKey)) {
            String missing = isSet(accessKey) ? "mq.secret-key" : "mq.access-key";
            throw new InvalidConfigurationPropertyValueException(
                    missing, null, "Set mq.access-key and mq.secret-key both, or neither.");
        }
        return accessKey == null || secretKey == null || !isSet(accessKey)
                ? security
                : security.withCredentials(new Credentials(accessKey, secretKey, properties.securityToken()));
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    Duration drainTimeout() {
        Duration timeout = properties.client().drainTimeout();
        if (timeout.isNegative()) {
            throw new InvalidConfigurationPropertyValueException(
                    "mq.client.drain-timeout", timeout, "It must not be negative.");
        }
        return timeout;
    }

    ProducerSettings producer() {
        MqProperties.Producer producer = properties.producer();
        if (producer.retries() < 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "mq.producer.retries", producer.retries(), "It must not be negative.");
        }
        return new ProducerSettings(
                group(producer),
                positive("mq.producer.send-timeout", producer.sendTimeout()),
                positive("mq.producer.max-pending", producer.maxPending()),
                producer.retries(),
                bytes("mq.producer.compress-over", producer.compressOver()),
                usable(producer.compression()),
                bytes("mq.producer.max-message-size", producer.maxMessageSize()),
                producer.avoidSlowBrokers(),
                producer.exactDelays());
    }

    private static Codec usable(Codec codec) {
        try {
            BodyCompression.compress(new byte[1], codec);
            return codec;
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    "mq.producer.compression", codec, e.getMessage() + ".", e);
        }
    }

    /** The application's name, and its version if it has one. */
    String application() {
        String name = environment.getProperty("spring.application.name", "");
        String version = environment.getProperty("spring.application.version", "");
        return (name + " " + version).trim();
    }

    private String group(MqProperties.Producer producer) {
        String group = producer.group();
        if (group != null && !group.isBlank()) {
            try {
                return TopicNames.checkGroup(group);
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigurationPropertyValueException(
                        "mq.producer.group", group, e.getMessage() + ".", e);
            }
        }
        String name = environment.getProperty("spring.application.name", "");
        return isGroup(name) ? name : DEFAULT_PRODUCER_GROUP;
    }

    /** An application may have a name that no group can have. */
    private static boolean isGroup(String name) {
        try {
            TopicNames.checkGroup(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Duration positive(String property, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidConfigurationPropertyValueException(property, value, "It must be longer than zero.");
        }
        return value;
    }

    private static long positive(String property, DataSize value) {
        if (value.toBytes() < 1) {
            throw new InvalidConfigurationPropertyValueException(property, value, "It must be at least 1 byte.");
        }
        return value.toBytes();
    }

    private static int bytes(String property, DataSize value) {
        long bytes = positive(property, value);
        if (bytes > Integer.MAX_VALUE) {
            throw new InvalidConfigurationPropertyValueException(property, value, "It must be less than 2GB.");
        }
        return (int) bytes;
    }
}
