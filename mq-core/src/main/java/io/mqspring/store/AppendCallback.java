package io.mqspring.store;

/** Takes the outcome of an append: exactly one of the methods is called, once. Must not block or throw. */
public interface AppendCallback {

    /**
     * The record is appended, and if so asked, forced.
     *
     * @param physicalOffset position in the log
     * @param queueOffset offset in its queue
     * @param storeTimestamp wall clock, milliseconds
     */
    void onAppended(long physicalOffset, long queueOffset, long storeTimestamp);

    /** Nothing was appended, or with {@link AppendRefusal#NOT_FLUSHED} it is not known to be durable. */
    void onRefused(AppendRefusal refusal);
}
