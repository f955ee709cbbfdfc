package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.mqspring.admin.MemberDescription;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.scripted.BrokerAndClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** SQL92 filters of our client, evaluated by the embedded broker. */
class SqlFilterIT extends BrokerAndClient {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final MessageFilter EUROPEAN = MessageFilter.sql("amount > 10 AND region = 'EU'");

    private void send(String body, Map<String, String> properties) {
        Message.Builder message = Message.to("orders").body(body.getBytes(StandardCharsets.UTF_8));
        properties.forEach(message::property);
        client.producer().send(message.build());
    }

    private void sendAll() {
        send("small", Map.of("amount", "10", "region", "EU"));
        send("elsewhere", Map.of("amount", "11", "region", "US"));
        send("no amount", Map.of("region", "EU"));
        send("no number", Map.of("amount", "much", "region", "EU"));
        send("nothing", Map.of());
        send("wanted", Map.of("amount", "11", "region", "EU"));
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aListenerGetsWhatItsExpressionChooses() {
        Queue<String> got = new ConcurrentLinkedQueue<>();
        try (PushConsumer consumer = client.pushConsumer("europe")
                .subscribe("orders", EUROPEAN)
                .listener(views -> {
                    got.add(text(views.get(0)));
                    return ConsumeResult.success();
                })
                .start()) {
            sendAll();
            await().atMost(LIMIT).until(() -> got.contains("wanted"));
            send("no whole number", Map.of("amount", "1000.5", "region", "EU"));
            send("last", Map.of("amount", "1000", "region", "EU"));
            await().atMost(LIMIT).until(() -> got.contains("last"));

            assertThat(got).containsOnly("wanted", "last");
            assertThat(consumer.group()).isEqualTo("europe");
            assertThat(client.admin().describe("europe").orElseThrow().members())
                    .extracting(MemberDescription::subscriptions)
                    .singleElement()
                    .satisfies(subscriptions -> assertThat(subscriptions).containsEntry("orders", EUROPEAN.toString()));
        }
    }

    @Test
    void aFailedMessageComesAgainThoughTheRetryTopicIsNotFiltered() {
        Queue<String> got = new ConcurrentLinkedQueue<>();
        client.pushConsumer("europe")
                .subscribe(
                        "orders",
                        EUROPEAN,
                        SubscriptionSettings.defaults().withRetries(1, List.of(Duration.ofMillis(50))))
                .listener(views -> {
                    got.add(text(views.get(0)) + views.get(0).reconsumeTimes());
                    return got.size() == 1 ? ConsumeResult.retry() : ConsumeResult.success();
                })
                .start();
        sendAll();

        await().atMost(LIMIT).until(() -> got.size() == 2);

        assertThat(got).containsExactly("wanted0", "wanted1");
    }

    @Test
    void aPullTakesAnExpressionToo() {
        sendAll();
        List<String> got = new ArrayList<>();
        try (PullConsumer consumer = client.pullConsumer("readers")) {
            for (MessageQueue queue : consumer.queues("orders")) {
                long next = 0;
                while (next < consumer.maxOffset(queue)) {
                    PullConsumer.Batch batch = consumer.pull(queue, EUROPEAN, next, 32, Duration.ZERO);
                    batch.messages().forEach(view -> got.add(text(view)));
                    next = batch.nextOffset();
                }
            }
        }
        assertThat(got).containsExactly("wanted");
    }

    @Test
    void aWrongExpressionIsAnErrorWithItsPlaceBeforeAnythingBegins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageFilter.sql("amount >> 10"))
                .withMessageContaining("at character");
    }
}
