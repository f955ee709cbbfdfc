package io.mqspring.samples.quickstart;

import io.mqspring.producer.SendResult;
import io.mqspring.spring.core.MqTemplate;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders over HTTP, and tells what became of them. */
@RestController
class Orders {

    private final MqTemplate mq;
    private final History history;

    Orders(MqTemplate mq, History history) {
        this.mq = mq;
        this.history = history;
    }

    /** Returns when the order is on disk. */
    @PostMapping("/orders")
    SendResult create(@RequestBody Order order) {
        history.begin(order.id());
        return mq.message(order).to("orders").key(order.id()).send();
    }

    @GetMapping("/orders/{id}")
    ResponseEntity<History.OfOrder> show(@PathVariable String id) {
        return ResponseEntity.of(history.of(id));
    }
}
