package io.mqspring.consumer.process;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the copy by which a failed message is delivered again or dead-lettered: those of the message, without
 * what would change the copy's fate, with what tells its story. What is told of attempts is at most 8 KB, and all
 * properties together leave the broker room to add its own; what does not fit is left out, the least telling first. Pure.
 */
final class RetryProperties {

    static final int MAX_ATTEMPT_BYTES = 8 * 1024;
    /** Brokers add the real topic and queue, due times, region and cluster. */
    static final int BROKER_ROOM = 1024;

    static final int MAX_BYTES = MessageProperties.MAX_BYTES - BROKER_ROOM;
    /** Official brokers refuse longer delays. */
    static final Duration MAX_DELAY = Duration.ofDays(3);

    private static final int NANOS_PER_MILLI = 1_000_000;
    /** What users say of a message, which has no limit of its own. */
    private static final int MAX_REASON = 1024;

    private static final List<String> DROPPED_WHEN_TOO_LONG = List.of(
            PropertyNames.MQ_ERROR_STACK,
            PropertyNames.MQ_ATTEMPTS,
            PropertyNames.MQ_ERROR_MESSAGE,
            PropertyNames.MQ_APPLICATION,
            PropertyNames.MQ_ERROR_CLASS,
            PropertyNames.MQ_ORIGIN_OFFSET,
            PropertyNames.MQ_ORIGIN_QUEUE,
            PropertyNames.MQ_ORIGIN_TOPIC);

    private final Map<String, String> properties;

    private RetryProperties(Map<String, String> properties) {
        this.properties = properties;
    }

    /** What every copy has. */
    static RetryProperties of(FailedMessage failed) {
        MessageView view = failed.view();
        Map<String, String> properties = new LinkedHashMap<>(view.properties());
        properties.keySet().removeIf(RetryProperties::changesFate);
        boolean firstFailure = !TopicNames.isRetryTopic(view.queue().topic());
        if (firstFailure) {
            properties.put(PropertyNames.RETRY_TOPIC, view.topic());
            properties.put(PropertyNames.ORIGIN_MESSAGE_ID, view.offsetMessageId());
            properties.put(PropertyNames.MQ_ORIGIN_TOPIC, view.topic());
            properties.put(
                    PropertyNames.MQ_ORIGIN_QUEUE, Integer.toString(view.queue().queueId()));
            properties.put(PropertyNames.MQ_ORIGIN_OFFSET, Long.toString(view.offset()));
            properties.remove(PropertyNames.MQ_ATTEMPTS);
        } else {
            properties.putIfAbsent(PropertyNames.ORIGIN_MESSAGE_ID, view.offsetMessageId());
            properties.putIfAbsent(PropertyNames.MQ_ORIGIN_TOPIC, view.topic());
        }
        properties.putIfAbsent(PropertyNames.UNIQ_KEY, view.messageId());
        properties.put(PropertyNames.RECONSUME_TIME, Integer.toString(failed.failedAttempts()));
        properties.put(PropertyNames.MAX_RECONSUME_TIMES, Integer.toString(failed.maxAttempts()));
        FailedMessage.Failure failure = failed.failure();
        if (failure != null) {
            String before = failure.history() != null ? failure.history() : properties.get(PropertyNames.MQ_ATTEMPTS);
            properties.put(
                    PropertyNames.MQ_ATTEMPTS, AttemptHistory.append(before, failure.wallMillis(), failure.cause()));
        }
        return new RetryProperties(properties);
    }

    /** Due after an exact delay. */
    RetryProperties withTimer(Duration delay) {
        // Upwards: nothing is delivered before its time.
        long millis = Math.min(delay.plusNanos(NANOS_PER_MILLI - 1).toMillis(), MAX_DELAY.toMillis());
        if (millis > 0) {
            properties.put(PropertyNames.TIMER_DELAY_MS, Long.toString(millis));
        }
        return this;
    }

    /** Due after the delay of a level. */
    RetryProperties withLevel(int level) {
        properties.put(PropertyNames.DELAY, Integer.toString(level));
        return this;
    }

    /** Why, and by whom, the message was given up. */
    RetryProperties withDeath(String reason, String application, @Nullable Throwable cause) {
        properties.put(
                PropertyNames.MQ_DEAD_LETTER_REASON, AttemptHistory.clean(AttemptHistory.cut(reason, MAX_REASON)));
        properties.put(PropertyNames.MQ_APPLICATION, AttemptHistory.clean(AttemptHistory.cut(application, MAX_REASON)));
        if (cause != null) {
            properties.put(PropertyNames.MQ_ERROR_CLASS, AttemptHistory.errorClass(cause));
            properties.put(PropertyNames.MQ_ERROR_MESSAGE, AttemptHistory.errorMessage(cause));
            int spent = cost(PropertyNames.MQ_ATTEMPTS)
                    + cost(PropertyNames.MQ_ERROR_CLASS)
                    + cost(PropertyNames.MQ_ERROR_MESSAGE)
                    + PropertyNames.MQ_ERROR_STACK.length()
                    + 2;
            properties.put(PropertyNames.MQ_ERROR_STACK, AttemptHistory.stack(cause, MAX_ATTEMPT_BYTES - spent));
        }
        return this;
    }

    /** The text form, shortened to what a record takes. */
    String encode() {
        String text = MessageProperties.encode(properties);
        for (String name : DROPPED_WHEN_TOO_LONG) {
            if (AttemptHistory.bytes(text) <= MAX_BYTES) {
                break;
            }
            properties.remove(name);
            text = MessageProperties.encode(properties);
        }
        return text;
    }

    private int cost(String name) {
        String value = properties.get(name);
        return value == null ? 0 : name.length() + AttemptHistory.bytes(value) + 2;
    }

    /** Whether a property belongs to how the message got here and would send its copy somewhere else. */
    private static boolean changesFate(String name) {
        return name.startsWith("TIMER_")
                || name.startsWith("REAL_")
                || name.startsWith("MQ_ERROR_")
                || name.equals(PropertyNames.MQ_DEAD_LETTER_REASON)
                || name.equals(PropertyNames.MQ_APPLICATION)
                || name.equals(PropertyNames.DELAY)
                || name.equals(PropertyNames.TRAN_MSG)
                || name.equals(PropertyNames.MQ_DUE_MS)
                || name.equals(PropertyNames.MQ_TIMER_OFFSET)
                || name.equals(PropertyNames.MQ_RECALLED)
                // The message is finished here once the broker has the copy, so the broker must have it for sure.
                || name.equals(PropertyNames.WAIT);
    }
}
