package io.mqspring.samples.readme;

import io.mqspring.producer.SendResult;
import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.core.MqTemplate;
import java.math.BigDecimal;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

record Order(String id, BigDecimal amount) {}

@Component
class Billing {

    @MqListener(topics = "orders", group = "billing")
    void on(Order order) { // return: done; throw: again later
        System.out.println("billing " + order);
    }
}

@RestController
class Orders {

    private final MqTemplate mq;

    Orders(MqTemplate mq) {
        this.mq = mq;
    }

    @PostMapping("/orders")
    SendResult create(@RequestBody Order order) {
        return mq.message(order).to("orders").key(order.id()).send();
    }
}
