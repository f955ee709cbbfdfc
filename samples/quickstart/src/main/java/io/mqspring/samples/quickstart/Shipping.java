package io.mqspring.samples.quickstart;

import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.support.MqHeaders;
import jakarta.validation.Valid;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Ships every order, whatever billing makes of it: it is a group of its own. */
@Component
class Shipping {

    private final History history;

    Shipping(History history) {
        this.history = history;
    }

    @MqListener(topics = "orders", group = "shipping")
    void on(@Valid Order order, @Header(MqHeaders.ATTEMPT) int attempt) {
        history.add(order.id(), "shipping", attempt, "shipped");
    }
}
