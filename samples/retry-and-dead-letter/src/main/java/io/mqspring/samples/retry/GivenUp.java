package io.mqspring.samples.retry;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.spring.annotation.MqListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks at what was given up. A dead-letter topic is a topic like any other, and its messages say what happened. */
@Component
class GivenUp {

    private static final Logger log = LoggerFactory.getLogger(GivenUp.class);

    @MqListener(topics = "%DLQ%billing", group = "given-up", startFrom = "earliest")
    void on(MessageView message) {
        log.info(
                "given up: {}, {}, from topic {}, {} attempt(s): {}",
                message.keys().get(0),
                message.property(PropertyNames.MQ_DEAD_LETTER_REASON).orElse("?"),
                message.property(PropertyNames.MQ_ORIGIN_TOPIC).orElse("?"),
                message.property(PropertyNames.MQ_ATTEMPTS).orElse("").split(";").length,
                message.property(PropertyNames.MQ_ERROR_CLASS).orElse("?"));
    }
}
