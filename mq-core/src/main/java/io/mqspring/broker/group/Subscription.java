package io.mqspring.broker.group;

import io.mqspring.filter.SqlExpression;
import io.mqspring.filter.TagExpression;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.store.RecordFilter;
import org.jspecify.annotations.Nullable;

/**
 * A group's interest in a topic with its filter, parsed once.
 *
 * @param entry as a member sent it
 * @param filter the records that it chooses; null if the expression is wrong
 * @param error what is wrong with the expression; null if nothing is
 */
public record Subscription(
        SubscriptionEntry entry,
        @Nullable RecordFilter filter,
        @Nullable String error) {

    /** The type of tag expressions. */
    public static final String TAG = TagExpression.TYPE;

    /** Parses what a member sent. */
    public static Subscription of(SubscriptionEntry entry) {
        String type = entry.expressionType();
        if (isTagged(type)) {
            return new Subscription(entry, TagFilter.of(TagExpression.of(entry.expression(), entry.tags())), null);
        }
        if (!type.equals(SqlExpression.TYPE)) {
            return new Subscription(entry, null, unknown(type));
        }
        try {
            return new Subscription(entry, new SqlFilter(SqlExpression.parse(entry.expression())), null);
        } catch (IllegalArgumentException e) {
            return new Subscription(entry, null, String.valueOf(e.getMessage()));
        }
    }

    static boolean isTagged(String type) {
        return type.isEmpty() || type.equals(TAG);
    }

    static String unknown(String type) {
        return "The broker does not support consumer to filter message by " + type + ": use " + TAG + " or "
                + SqlExpression.TYPE;
    }
}
