package io.mqspring.store;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the project logs, from information on, while it is attached; nothing of it goes to the console. */
final class Warnings {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.mqspring");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private @Nullable Level before;

    void attach() {
        before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        events.start();
        logger.addAppender(events);
    }

    void detach() {
        logger.detachAppender(events);
        logger.setAdditive(true);
        logger.setLevel(before);
    }

    void clear() {
        events.list.clear();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        events.list.forEach(event -> text.append(event.getFormattedMessage()).append('\n'));
        return text.toString();
    }
}
