package io.mqspring.samples.quickstart;

import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.support.MqHeaders;
import jakarta.validation.Valid;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Bills every order. For a flaky one, the first two attempts fail. */
@Component
class Billing {

    private static final int FLAKY_ATTEMPTS = 2;

    private final History history;

    Billing(History history) {
        this.history = history;
    }

    @MqListener(topics = "orders", group = "billing")
    void on(@Valid Order order, @Header(MqHeaders.ATTEMPT) int attempt) {
        if (order.id().startsWith("flaky") && attempt <= FLAKY_ATTEMPTS) {
            history.add(order.id(), "billing", attempt, "failed");
            throw new IllegalStateException("the bank does not answer");
        }
        history.add(order.id(), "billing", attempt, "billed");
    }
}
