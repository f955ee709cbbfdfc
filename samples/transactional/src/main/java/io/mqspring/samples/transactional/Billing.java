package io.mqspring.samples.transactional;

import io.mqspring.spring.annotation.MqListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Bills what was ordered: what is in the database, and nothing else. */
@Component
class Billing {

    private static final Logger log = LoggerFactory.getLogger(Billing.class);

    @MqListener(topics = "orders", group = "billing")
    void on(Order order) {
        log.info("{}: billed", order.id());
    }
}
