package io.mqspring.broker.group;

import io.mqspring.filter.SqlExpression;
import io.mqspring.store.RecordFilter;
import java.nio.ByteBuffer;

/** Chooses records by their properties. Immutable. */
record SqlFilter(SqlExpression expression) implements RecordFilter {

    @Override
    public boolean matchesEntry(long tagsCode) {
        return true;
    }

    @Override
    public boolean matchesRecord(ByteBuffer buffer, int at) {
        return expression.matches(buffer, at);
    }

    @Override
    public boolean looksAtRecords() {
        return true;
    }
}
