package io.mqspring.samples.ordered;

import io.mqspring.spring.core.MqTemplate;
import java.util.List;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Sends the steps of some orders and follows them. */
@SpringBootApplication
public class OrderedApplication {

    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(OrderedApplication.class, args);
    }

    /** Each order is placed, then each is paid, then each is shipped. */
    @Bean
    ApplicationRunner steps(MqTemplate mq) {
        return arguments -> {
            for (String step : List.of("placed", "paid", "shipped")) {
                for (String order : List.of("o-1", "o-2", "o-3", "o-4", "o-5", "o-6")) {
                    mq.message(new Step(order, step))
                            .to("order-steps")
                            .orderedBy(order)
                            .send();
                }
            }
        };
    }
}
