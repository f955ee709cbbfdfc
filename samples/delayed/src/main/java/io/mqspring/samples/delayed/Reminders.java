package io.mqspring.samples.delayed;

import io.mqspring.spring.annotation.MqListener;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Says what is due. It does not know that anything was delayed. */
@Component
class Reminders {

    private static final Logger log = LoggerFactory.getLogger(Reminders.class);

    @MqListener(topics = "reminders", group = "kitchen")
    void on(Reminder reminder) {
        long late = Duration.between(reminder.due(), Instant.now()).toMillis();
        log.info("{}, {} ms late", reminder.text(), late);
    }
}
