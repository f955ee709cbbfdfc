package io.mqspring.spring.config;

import io.mqspring.filter.MessageFilter;
import org.jspecify.annotations.Nullable;

/**
 * What one source says about which messages a listener gets; null: says nothing.
 *
 * @param filter which of a topic's messages; in place of the endpoint's tags
 * @param broadcast whether every instance gets every message, in place of sharing them
 */
public record SelectionOptions(
        @Nullable MessageFilter filter, @Nullable Boolean broadcast) {

    private static final SelectionOptions NONE = new SelectionOptions(null, null);

    /** Says nothing. */
    public static SelectionOptions none() {
        return NONE;
    }

    SelectionOptions over(SelectionOptions other) {
        return new SelectionOptions(Fallback.first(filter, other.filter), Fallback.first(broadcast, other.broadcast));
    }
}
