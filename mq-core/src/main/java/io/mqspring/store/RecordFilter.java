package io.mqspring.store;

import java.nio.ByteBuffer;

/** Chooses records of a queue, first by the entry alone, then by the record. Stateless or confined to the read. */
@FunctionalInterface
public interface RecordFilter {

    /** Everything. */
    RecordFilter ALL = tagsCode -> true;

    /** Whether an entry with this tags code may match. */
    boolean matchesEntry(long tagsCode);

    /** Whether {@link #matchesRecord} decides anything: then an entry alone does not say whether a record is wanted. */
    default boolean looksAtRecords() {
        return false;
    }

    /** Whether the record itself matches; asked only when the entry may. */
    default boolean matchesRecord(ByteBuffer buffer, int at) {
        return true;
    }
}
