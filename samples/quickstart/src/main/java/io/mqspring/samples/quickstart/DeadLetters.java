package io.mqspring.samples.quickstart;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.spring.annotation.MqListener;
import org.springframework.stereotype.Component;

/** Looks at what was given up. A dead-letter topic is a topic like any other, and its messages say what happened. */
@Component
class DeadLetters {

    private final History history;

    DeadLetters(History history) {
        this.history = history;
    }

    @MqListener(topics = "%DLQ%billing,%DLQ%shipping", group = "dead-letters", startFrom = "earliest")
    void on(MessageView message) {
        String group = message.topic().substring(TopicNames.DEAD_LETTER_PREFIX.length());
        String what = "dead-lettered: "
                + message.property(PropertyNames.MQ_DEAD_LETTER_REASON).orElse("no reason given")
                + message.property(PropertyNames.MQ_ERROR_MESSAGE)
                        .map(error -> " (" + error + ")")
                        .orElse("");
        for (String id : message.keys()) {
            history.add(id, group, attempts(message), what);
        }
    }

    /** One entry per attempt, separated by semicolons. */
    private static int attempts(MessageView message) {
        return message.property(PropertyNames.MQ_ATTEMPTS)
                .map(attempts -> attempts.split(";").length)
                .orElse(1);
    }
}
