package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Clients at embedded brokers in a directory that is fresh for each test, within the JVM or over TCP; closed after it. */
abstract class BothWays {

    enum Way {
        IN_PROCESS,
        TCP
    }

    private Path directory = Path.of("");
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void aFreshDirectory(@TempDir Path fresh) {
        directory = fresh;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    final BrokerSettings settings(Way way) {
        BrokerSettings settings = BrokerSettings.in(directory);
        return way == Way.TCP ? settings.withPort(0) : settings;
    }

    final EmbeddedBroker broker(Way way) {
        return broker(way, settings(way));
    }

    final EmbeddedBroker broker(Way way, BrokerSettings settings) {
        EmbeddedBroker broker = EmbeddedBroker.start(settings);
        open.add(broker);
        assertThat(broker.port().isPresent()).isEqualTo(way == Way.TCP);
        return broker;
    }

    /** One that syncs its offsets soon. */
    final MqClient client(Way way, EmbeddedBroker broker) {
        MqClient client = connect(way, broker);
        open.add(client);
        return client;
    }

    /** The same, to be closed by the test. */
    static MqClient connect(Way way, EmbeddedBroker broker) {
        ClientSettings usual = ClientSettings.defaults();
        ClientSettings quick = usual.withIntervals(
                usual.heartbeatInterval(), usual.rebalanceInterval(), Duration.ofMillis(200), usual.routeRefresh());
        return way == Way.TCP
                ? MqClient.connect(quick, "localhost:" + broker.port().getAsInt())
                : MqClient.connect(quick, broker);
    }
}
