package io.mqspring.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;

/** What the README shows first works as it stands, without a property. */
@SpringBootTest(classes = ReadmeIT.Application.class)
@ExtendWith(OutputCaptureExtension.class)
class ReadmeIT {

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({Billing.class, Orders.class})
    static class Application {}

    @Test
    void theListenerGetsWhatWasSent(@Autowired Orders orders, CapturedOutput output) {
        assertThat(orders.create(new Order("o-1", BigDecimal.TEN)).messageId()).isNotEmpty();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(output).contains("billing Order[id=o-1, amount=10]"));
    }
}
