package io.mqspring.broker.group;

import io.mqspring.filter.TagExpression;
import io.mqspring.store.RecordFilter;

/** Chooses records by the hash of their tag. Immutable. */
record TagFilter(TagExpression tags) implements RecordFilter {

    static RecordFilter of(TagExpression tags) {
        return tags.isAll() ? RecordFilter.ALL : new TagFilter(tags);
    }

    @Override
    public boolean matchesEntry(long tagsCode) {
        return tags.matchesCode(tagsCode);
    }
}
