package io.mqspring.samples.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.spring.core.MqTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** What the page on delivery shows, and no sample does, works as it stands. */
@SpringBootTest(classes = DeliveryIT.Application.class)
class DeliveryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({Archive.class, Bank.class, Payments.class, Trades.class})
    static class Application {}

    @Test
    void ofABatchOnlyWhatFailedComesAgain(@Autowired MqTemplate mq, @Autowired Archive archive) {
        mq.messages(IntStream.range(0, 10)
                        .mapToObj(number -> new Reading("s-" + number, number))
                        .toList())
                .to("readings")
                .send();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(archive.size()).isEqualTo(10));
        assertThat(archive.hasFailed()).isTrue();
    }

    @Test
    void aListenerIsDoneWhenItsStageIs(@Autowired MqTemplate mq, @Autowired Bank bank) {
        mq.message(new Payment("p-1", 5)).to("payments").send();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bank.booked()).isEqualTo(Map.of("p-1", 1)));
    }

    @Test
    void anExpressionChoosesForOneGroupAndTheOtherGetsEverything(@Autowired MqTemplate mq, @Autowired Trades trades) {
        send(mq, "small", 10, "EU");
        send(mq, "far", 5000, "US");
        send(mq, "large", 5000, "UK");

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(trades.shown()).containsExactlyInAnyOrderElementsOf(List.of("small", "far", "large"));
            assertThat(trades.audited()).containsExactly("large");
        });
    }

    private static void send(MqTemplate mq, String id, int amount, String region) {
        mq.message(new Trade(id))
                .to("trades")
                .header("amount", amount)
                .header("region", region)
                .send();
    }
}
