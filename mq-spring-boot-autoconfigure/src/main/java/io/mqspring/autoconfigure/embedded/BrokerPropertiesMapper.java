package io.mqspring.autoconfigure.embedded;

import io.mqspring.autoconfigure.MqProperties;
import io.mqspring.broker.BrokerSettings;
import java.nio.file.Path;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** The embedded broker's settings from properties; what is out of range is named by its property. Stateless. */
final class BrokerPropertiesMapper {

    private static final int MAX_PORT = 65535;
    private static final int MAX_QUEUES = 1024;
    /** Two files of the log. */
    private static final long SMALLEST_LOG = 128L * 1024 * 1024;

    private BrokerPropertiesMapper() {}

    static BrokerSettings settings(MqProperties.Embedded embedded, Path directory, String application) {
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
                .withTransactionChecks(transaction.timeout(), transaction.checkInterval(), transaction.checkMax())
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
        return settings;
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

    private static InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException("mq.embedded." + name, value, reason);
    }
}
