package io.mqspring.spring.core;

import io.mqspring.message.TopicNames;
import org.jspecify.annotations.Nullable;

/**
 * Where a message goes, as the text {@code topic} or {@code topic:tag} says it.
 *
 * @param topic a legal topic name
 * @param tag the tag, or null
 */
record Destination(String topic, @Nullable String tag) {

    static Destination parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Destination(TopicNames.checkTopic(text), null);
        }
        String tag = text.substring(colon + 1);
        if (tag.isBlank()) {
            throw new IllegalArgumentException(
                    "The destination '" + text + "' has no tag after the colon: it is 'topic' or 'topic:tag'.");
        }
        return new Destination(TopicNames.checkTopic(text.substring(0, colon)), tag);
    }
}
