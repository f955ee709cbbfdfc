package io.mqspring.scripted;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.store.FlushMode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An embedded broker in a fresh directory and a client at it, within the JVM, for each test. */
public abstract class BrokerAndClient {

    protected EmbeddedBroker broker;
    protected MqClient client;

    @BeforeEach
    void start(@TempDir Path directory) {
        broker = EmbeddedBroker.start(BrokerSettings.in(directory).withFlushMode(FlushMode.ASYNC));
        client = MqClient.connect(broker);
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }
}
