package io.mqspring.broker.group;

import io.mqspring.filter.SqlExpression;
import io.mqspring.filter.TagExpression;
import io.mqspring.store.RecordFilter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Filters that requests bring along, request after request: SQL expressions are kept, so that each is parsed once. How many
 * and how long ones are kept is limited. Thread safe.
 */
public final class RequestFilters {

    private static final int MOST_KEPT = 1000;
    private static final int LONGEST_KEPT = 4096;

    private final Map<String, RecordFilter> kept = new ConcurrentHashMap<>();

    /**
     * @param type {@code TAG}, which empty means too, or {@code SQL92}
     * @param expression in the language of that type
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public RecordFilter find(String type, @Nullable String expression) {
        if (Subscription.isTagged(type)) {
            return TagFilter.of(TagExpression.parse(expression));
        }
        if (!type.equals(SqlExpression.TYPE)) {
            throw new IllegalArgumentException(Subscription.unknown(type));
        }
        String text = expression == null ? "" : expression;
        RecordFilter known = kept.get(text);
        if (known != null) {
            return known;
        }
        RecordFilter parsed = new SqlFilter(SqlExpression.parse(text));
        if (text.length() <= LONGEST_KEPT) {
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            kept.put(text, parsed);
        }
        return parsed;
    }
}
