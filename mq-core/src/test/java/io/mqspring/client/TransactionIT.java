package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.TransactionListener;
import io.mqspring.producer.TransactionProducer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions with real threads, disk and sockets. */
class TransactionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final TransactionListener listener = new TransactionListener() {
        @Override
        public TransactionVerdict execute(Message message, String transactionId) {
            return TransactionVerdict.COMMIT;
        }

        @Override
        public TransactionVerdict check(MessageView message) {
            asked.add(new String(message.body(), StandardCharsets.UTF_8));
            return TransactionVerdict.COMMIT;
        }
    };

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areCommittedRolledBackAndAskedAboutAlsoAfterARestart(boolean tcp, @TempDir Path directory) {
        EmbeddedBroker broker = broker(directory, tcp);
        MqClient client = client(broker, tcp);
        listen(client);
        TransactionProducer producer = client.transactionProducer("pg", listener);
        producer.sendInTransaction(message("committed"));
        producer.sendInTransaction(message("rolled back"), (message, id) -> TransactionVerdict.ROLLBACK);
        producer.sendInTransaction(message("asked"), (message, id) -> TransactionVerdict.UNKNOWN);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("committed", "asked"));
        assertThat(asked).contains("asked");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.transactionProducer("pg", listener))
                .withMessageContaining("pg");

        producer.close();
        try (TransactionProducer mute = client.transactionProducer("pg", new Mute())) {
            mute.sendInTransaction(message("left"));
        }
        client.close();
        broker.close();

        EmbeddedBroker again = broker(directory, tcp);
        MqClient other = client(again, tcp);
        other.transactionProducer("pg", listener);
        listen(other);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).contains("left"));
        assertThat(asked).contains("left").doesNotContain("committed", "rolled back");
        assertThat(heard).doesNotContain("rolled back");
    }

    /** Knows nothing of its transactions. */
    private static final class Mute implements TransactionListener {

        @Override
        public TransactionVerdict execute(Message message, String transactionId) {
            return TransactionVerdict.UNKNOWN;
        }

        @Override
        public TransactionVerdict check(MessageView message) {
            return TransactionVerdict.UNKNOWN;
        }
    }

    private void listen(MqClient client) {
        client.pushConsumer("readers")
                .subscribe("orders", "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(messages -> {
                    messages.forEach(view -> heard.add(new String(view.body(), StandardCharsets.UTF_8)));
                    return ConsumeResult.success();
                })
                .start();
    }

    private EmbeddedBroker broker(Path directory, boolean tcp) {
        BrokerSettings settings = BrokerSettings.in(directory)
                .withSegmentSize(1 << 20)
                .withMaxBodyBytes(64 * 1024)
                .withTransactionChecks(Duration.ofMillis(200), Duration.ofMillis(300), 1000);
        EmbeddedBroker broker = EmbeddedBroker.start(tcp ? settings.withPort(0) : settings);
        open.add(broker);
        return broker;
    }

    private MqClient client(EmbeddedBroker broker, boolean tcp) {
        MqClient client = tcp ? MqClient.connect("127.0.0.1:" + broker.port().orElseThrow()) : MqClient.connect(broker);
        open.add(client);
        return client;
    }

    private static Message message(String body) {
        return Message.to("orders").body(body.getBytes(StandardCharsets.UTF_8)).build();
    }
}
