package io.mqspring.samples.pull;

import io.mqspring.spring.core.MqTemplate;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Takes orders and reports on them, whenever it likes. */
@SpringBootApplication
public class PullApplication {

    private static final Logger log = LoggerFactory.getLogger(PullApplication.class);

    /** Runs the application to its end: nothing listens. */
    public static void main(String[] args) {
        SpringApplication.run(PullApplication.class, args).close();
    }

    @Bean
    ApplicationRunner ordersAndReports(MqTemplate mq, Reports reports) {
        return arguments -> {
            order(mq, 1, 10);
            log.info("first report: {}", reports.next());
            log.info("nothing new: {}", reports.next());

            Instant noon = Instant.now();
            order(mq, 11, 15);
            log.info("second report: {}", reports.next());
            log.info("since noon, once more: {}", reports.since(noon));
        };
    }

    private static void order(MqTemplate mq, int from, int to) {
        for (int number = from; number <= to; number++) {
            mq.message(new Order("o-" + number, number)).to("orders").send();
        }
    }
}
