package io.mqspring.samples.delayed;

import io.mqspring.producer.SendResult;
import io.mqspring.spring.core.MqTemplate;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Sends reminders, and takes one of them back. */
@SpringBootApplication
public class DelayedApplication {

    private static final Logger log = LoggerFactory.getLogger(DelayedApplication.class);

    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(DelayedApplication.class, args);
    }

    @Bean
    ApplicationRunner sendReminders(MqTemplate mq) {
        return arguments -> {
            Instant now = Instant.now();
            Reminder tea = new Reminder("the tea is ready", now.plusSeconds(2));
            mq.message(tea).to("reminders").after(Duration.ofSeconds(2)).send();

            Reminder eggs = new Reminder("the eggs are boiled", now.plusSeconds(1));
            mq.message(eggs).to("reminders").at(eggs.due()).send();

            Reminder call = new Reminder("call the dentist", now.plusMillis(1500));
            SendResult sent = mq.message(call).to("reminders").at(call.due()).send();
            mq.cancel(sent);
            log.info("sent three reminders, cancelled one");
        };
    }
}
