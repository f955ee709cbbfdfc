package io.mqspring.autoconfigure.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqspring.autoconfigure.MqProperties;
import io.mqspring.broker.BrokerSettings;
import io.mqspring.security.BrokerUser;
import io.mqspring.security.ServerTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BrokerPropertiesMapperTests {

    @Test
    void whatIsNotSetIsAsInABrokerWithoutSpring() {
        assertThat(settings(Map.of())).isEqualTo(BrokerSettings.in(Path.of("data")));
    }

    @Test
    void flushAndSpaceCanBeSet() {
        BrokerSettings settings = settings(Map.of(
                "mq.embedded.flush-interval", "2s",
                "mq.embedded.flush-size", "1MB",
                "mq.embedded.retention-size", "10GB",
                "mq.embedded.retention-disk-usage", "85",
                "mq.embedded.min-free-space", "1GB"));
        assertThat(settings)
                .isEqualTo(BrokerSettings.in(Path.of("data"))
                        .withFlush(Duration.ofSeconds(2), 1024 * 1024)
                        .withRetentionBytes(10L * 1024 * 1024 * 1024)
                        .withRetentionDiskUsed(0.85)
                        .withKeepFreeBytes(1024 * 1024 * 1024));
    }

    @Test
    void transactionChecksCanBeSet() {
        BrokerSettings settings = settings(Map.of(
                "mq.embedded.transaction.timeout", "1m",
                "mq.embedded.transaction.check-interval", "10s",
                "mq.embedded.transaction.check-max", "3"));
        assertThat(settings)
                .isEqualTo(BrokerSettings.in(Path.of("data"))
                        .withTransactionChecks(Duration.ofMinutes(1), Duration.ofSeconds(10), 3));
    }

    @ParameterizedTest
    @CsvSource({
        "retention, -1s",
        "retention-size, 127MB",
        "retention-size, -1B",
        "retention-disk-usage, 0",
        "retention-disk-usage, 101",
        "min-free-space, -1B",
        "transaction.timeout, 0s",
        "transaction.check-interval, -1s",
        "transaction.check-max, 0",
        "flush-interval, 0s",
        "flush-size, 0B",
        "flush-size, 3GB",
        "max-connections, 0",
        "max-topics, 0",
        "max-groups, 0",
        "ssl.certificate, nowhere.pem",
        "ssl.bundle, unknown",
        "users.me.secret-key, ''"
    })
    void aValueOutOfRangeIsNamedByItsProperty(String name, String value) {
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> settings(Map.of("mq.embedded." + name, value)))
                .withMessageContaining("mq.embedded." + name);
    }

    @Test
    void limitsCanBeSet() {
        BrokerSettings settings = settings(Map.of(
                "mq.embedded.max-connections", "7",
                "mq.embedded.max-topics", "8",
                "mq.embedded.max-groups", "9"));
        assertThat(settings.access().maxConnections()).isEqualTo(7);
        assertThat(settings.limits().topics()).isEqualTo(8);
        assertThat(settings.limits().groups()).isEqualTo(9);
    }

    @Test
    void usersAndTlsCanBeSet() {
        String tls = "file:../mq-core/src/test/resources/tls/";
        BrokerSettings settings = settings(Map.of(
                "mq.embedded.ssl.certificate", tls + "server.pem",
                "mq.embedded.ssl.private-key", tls + "server-encrypted.key",
                "mq.embedded.ssl.private-key-password", "sesame",
                "mq.embedded.users.billing.access-key", "billing_app",
                "mq.embedded.users.billing.secret-key", "hush",
                "mq.embedded.users.billing.publish", "invoices,notes-*",
                "mq.embedded.users.billing.subscribe", "orders",
                "mq.embedded.users.billing.groups", "billing"));
        ServerTls tlsOfPort = Objects.requireNonNull(settings.access().tls());
        assertThat(tlsOfPort.mode()).isEqualTo(ServerTls.Mode.ENFORCING);
        assertThat(tlsOfPort.material().identity()).isNotNull();
        assertThat(settings.access().users())
                .containsExactly(new BrokerUser(
                        "billing",
                        "billing_app",
                        "hush",
                        false,
                        List.of("invoices", "notes-*"),
                        List.of("orders"),
                        List.of("billing"),
                        List.of()));
        assertThat(settings.toString()).doesNotContain("hush").doesNotContain("sesame");
    }

    private static BrokerSettings settings(Map<String, String> properties) {
        MqProperties bound =
                new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("mq", MqProperties.class);
        return BrokerPropertiesMapper.settings(bound.embedded(), Path.of("data"), "", null);
    }
}
