package io.mqspring.samples.retry;

import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.listener.MqRejectException;
import io.mqspring.spring.listener.MqRetryAfterException;
import io.mqspring.spring.support.MqHeaders;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Bills orders, with a bank that does not always answer. */
@Component
class Billing {

    private static final Logger log = LoggerFactory.getLogger(Billing.class);

    @MqListener(
            topics = "orders",
            group = "billing",
            maxAttempts = "2",
            retryDelays = "1s,2s",
            noRetryFor = IllegalArgumentException.class)
    void on(Order order, @Header(MqHeaders.ATTEMPT) int attempt) {
        log.info("{}: attempt {}", order.id(), attempt);
        if (order.amount() < 0) {
            throw new IllegalArgumentException("the amount is negative"); // in noRetryFor: not tried again
        }
        switch (order.id()) {
            case "flaky" -> failFor(attempt < 3); // again after 1 s, then after 2 s
            case "later" -> waitFor(attempt < 2); // again when the listener says so
            case "hopeless" -> failFor(true); // until the attempts are used up
            case "unknown" -> throw new MqRejectException("no such customer"); // not tried again
            default -> {}
        }
        log.info("{}: billed", order.id());
    }

    private static void failFor(boolean failing) {
        if (failing) {
            throw new IllegalStateException("the bank does not answer");
        }
    }

    private static void waitFor(boolean busy) {
        if (busy) {
            throw new MqRetryAfterException(Duration.ofMillis(1500), "the bank says: in 1.5 s");
        }
    }
}
