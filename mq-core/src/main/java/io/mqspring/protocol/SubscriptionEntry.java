package io.mqspring.protocol;

import java.util.Set;

/**
 * A group's interest in a topic, as heartbeats carry it.
 *
 * @param expression the filter as written
 * @param tags the tags of a {@code TAG} expression; empty means all
 * @param version milliseconds; the higher one wins
 * @param expressionType {@code TAG} or {@code SQL92}
 */
public record SubscriptionEntry(
        String topic, String expression, Set<String> tags, long version, String expressionType) {}
