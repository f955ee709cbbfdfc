package io.mqspring.samples.transactional;

import io.mqspring.spring.core.MqTemplate;
import java.util.List;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Places three orders: one is well, one is refused, and of one the verdict is lost. */
@SpringBootApplication
public class TransactionalApplication {

    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(TransactionalApplication.class, args);
    }

    @Bean
    ApplicationRunner placeOrders(MqTemplate mq) {
        return arguments -> {
            for (Order order : List.of(new Order("o-1", 10), new Order("o-2", 5000), new Order("o-3", 30))) {
                mq.message(order).to("orders").key(order.id()).inTransaction("placements");
            }
        };
    }
}
