package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two applications of one group that do not agree on what it consumes. */
@SuppressWarnings("NullAway.Init") // Justification: made before each test.
class SubscriptionGuardIT {

    @TempDir
    Path directory;

    private final List<String> consumed = new CopyOnWriteArrayList<>();
    private EmbeddedBroker broker;
    private MqClient first;
    private MqClient second;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(BrokerSettings.in(directory).withPort(0));
        broker.createTopic("orders", 4);
        broker.createTopic("stock", 1);
        first = MqClient.connect("127.0.0.1:" + broker.port().orElseThrow());
        ClientSettings strict = ClientSettings.defaults()
                .withSubscriptionGuard(SubscriptionGuard.FAIL)
                .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(60));
        second = MqClient.connect(strict, broker);
        PushConsumer consumer =
                consumer(first).subscribe("orders", "paid || refunded").start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !consumer.queues().isEmpty());
    }

    @AfterEach
    void stop() {
        second.close();
        first.close();
        broker.close();
    }

    private PushConsumer.Builder consumer(MqClient client) {
        return client.pushConsumer("billing").listener(views -> {
            views.forEach(view -> consumed.add(new String(view.body(), StandardCharsets.UTF_8)));
            return ConsumeResult.success();
        });
    }

    @Test
    void who_joins_with_another_expression_does_not_start_and_is_told_of_both_sides_and_the_group_goes_on() {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> consumer(second).subscribe("orders", "*").start())
                .withMessageContaining("billing")
                .withMessageContaining(first.clientId() + " consumes orders [paid || refunded]")
                .withMessageContaining(second.clientId() + " (this one) consumes orders [*]")
                .withMessageContaining("mq.client.subscription-guard");

        first.producer()
                .send(Message.to("orders")
                        .tag("paid")
                        .body("m0".getBytes(StandardCharsets.UTF_8))
                        .build());
        await().atMost(Duration.ofSeconds(60)).until(() -> consumed.contains("m0"));
        assertThat(first.admin().describe("billing").orElseThrow().members()).hasSize(1);
    }

    @Test
    void who_joins_with_other_topics_or_another_kind_of_order_does_not_start() {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> consumer(second)
                        .subscribe("orders", "paid || refunded")
                        .subscribe("stock", "*")
                        .start())
                .withMessageContaining("stock [*]");
        SubscriptionSettings ordered = SubscriptionSettings.defaults().withOrdering(Ordering.QUEUE);
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> consumer(second)
                        .subscribe("orders", "paid || refunded", ordered)
                        .start())
                .withMessageContaining("with locks on queues")
                .withMessageContaining("without locks on queues");
    }

    @Test
    void the_same_said_otherwise_is_no_difference_and_a_refused_consumer_can_be_corrected() {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> consumer(second).subscribe("orders", "paid").start());
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            PushConsumer corrected =
                    consumer(second).subscribe("orders", "refunded||paid").start();
            assertThat(corrected.group()).isEqualTo("billing");
        });
    }

    @Test
    void a_client_that_only_warns_starts() {
        MqClient third = MqClient.connect(broker);
        try {
            PushConsumer consumer = consumer(third).subscribe("orders", "*").start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !consumer.queues().isEmpty());
        } finally {
            third.close();
        }
    }
}
