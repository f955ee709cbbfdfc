package io.mqspring.samples.ordered;

import io.mqspring.consumer.Ordering;
import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.support.MqHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Follows orders. The bank does not answer at first when o-2 is to be paid. */
@Component
class Tracking {

    private static final Logger log = LoggerFactory.getLogger(Tracking.class);

    @MqListener(topics = "order-steps", group = "tracking", ordering = Ordering.KEY, concurrency = "50")
    void on(Step step, @Header(MqHeaders.ATTEMPT) int attempt) {
        if (step.order().equals("o-2") && step.name().equals("paid") && attempt < 3) {
            log.info("o-2 paid: failed");
            throw new IllegalStateException("the bank does not answer");
        }
        log.info("{} {}", step.order(), step.name());
    }
}
