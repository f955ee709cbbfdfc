package io.mqspring.consumer.process;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import org.jspecify.annotations.Nullable;

/**
 * What a message has failed on while it was tried in place: its dead letter tells it.
 *
 * @param history the attempts before the last failed one, as {@link AttemptHistory} writes them
 * @param lastMillis when the last one failed, wall clock
 * @param lastCause why, if known
 */
record FailuresInPlace(
        @Nullable String history, long lastMillis, @Nullable Throwable lastCause) {

    /** One more failure. */
    static FailuresInPlace and(
            @Nullable FailuresInPlace before, MessageView view, long wallMillis, @Nullable Throwable cause) {
        String history = before == null
                ? historyOf(view)
                : AttemptHistory.append(before.history, before.lastMillis, before.lastCause);
        return new FailuresInPlace(history, wallMillis, cause);
    }

    /** A message of the retry topic has a history of its own; that of another copy is none of this group's. */
    private static @Nullable String historyOf(MessageView view) {
        return TopicNames.isRetryTopic(view.queue().topic()) ? view.propertyOrNull(PropertyNames.MQ_ATTEMPTS) : null;
    }
}
