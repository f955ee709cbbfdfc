package io.mqspring.broker.group;

import io.mqspring.filter.TagExpression;
import io.mqspring.protocol.SubscriptionEntry;

/**
 * A group's interest in a topic with its filter, parsed once.
 *
 * @param entry as a member sent it
 * @param tags the filter; everything for expressions of another type than {@code TAG}
 */
public record Subscription(SubscriptionEntry entry, TagExpression tags) {

    /** The type of tag expressions. */
    public static final String TAG = "TAG";

    static Subscription of(SubscriptionEntry entry) {
        boolean tagged =
                entry.expressionType().isEmpty() || entry.expressionType().equals(TAG);
        return new Subscription(entry, tagged ? TagExpression.of(entry.expression(), entry.tags()) : TagExpression.ALL);
    }

    /** Whether the filter is a tag expression. */
    public boolean isTagged() {
        return entry.expressionType().isEmpty() || entry.expressionType().equals(TAG);
    }
}
