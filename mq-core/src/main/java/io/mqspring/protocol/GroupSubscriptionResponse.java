package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a group subscribes to in a topic.
 *
 * @param subscription null when no member is there, or none subscribes
 */
public record GroupSubscriptionResponse(
        String group, String topic, @Nullable SubscriptionEntry subscription) implements Response {}
