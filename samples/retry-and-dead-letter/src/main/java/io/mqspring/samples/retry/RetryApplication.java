package io.mqspring.samples.retry;

import io.mqspring.spring.core.MqTemplate;
import java.util.List;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Sends orders that fail, each in its own way. */
@SpringBootApplication
public class RetryApplication {

    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(RetryApplication.class, args);
    }

    @Bean
    ApplicationRunner orders(MqTemplate mq) {
        return arguments -> {
            for (String id : List.of("good", "flaky", "later", "hopeless", "unknown")) {
                mq.message(new Order(id, 5)).to("orders").key(id).send();
            }
            mq.message(new Order("negative", -5)).to("orders").key("negative").send();
            mq.message("no order").to("orders").key("text").send();
        };
    }
}
