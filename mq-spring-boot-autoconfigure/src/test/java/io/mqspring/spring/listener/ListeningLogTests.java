package io.mqspring.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.filter.MessageFilter;
import io.mqspring.observe.RebalanceReason;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ListeningLogTests {

    @Test
    void saysWhoListensToWhat() {
        assertThat(ListeningLog.line("billing", subscription(SubscriptionSettings.defaults()), 4))
                .isEqualTo(
                        "Listening: billing <- orders [paid || refunded], 4 queues, NONE, concurrency 20, start latest"
                                + "   (Billing.on)");
        SubscriptionSettings settings = SubscriptionSettings.defaults()
                .withStartFrom(StartFrom.timestamp(Instant.EPOCH))
                .withConcurrency(1);
        assertThat(ListeningLog.line("billing", subscription(settings), 1))
                .endsWith("1 queue, NONE, concurrency 1, start timestamp 1970-01-01T00:00:00Z   (Billing.on)");
    }

    @Test
    void saysItOncePerStart(CapturedOutput output) {
        ListeningLog log = new ListeningLog();
        log.expect("billing", List.of(subscription(SubscriptionSettings.defaults())));
        log.onRebalance("billing", "%RETRY%billing", 1, RebalanceReason.START);
        log.onRebalance("billing", "orders", 4, RebalanceReason.START);
        log.onRebalance("billing", "orders", 2, RebalanceReason.START);
        assertThat(output.getAll().split("Listening: billing <- orders", -1)).hasSize(2);
    }

    private static MqSubscription subscription(SubscriptionSettings settings) {
        return new MqSubscription(
                "Billing.on",
                "orders",
                MessageFilter.tags("paid || refunded"),
                false,
                settings,
                messages -> new CompletableFuture<>());
    }
}
