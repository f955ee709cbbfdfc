package io.mqspring.store;

/**
 * Told that a record has become readable, in log order per queue, from the thread that made it so (an appender or the
 * flusher). Must not block.
 */
@FunctionalInterface
public interface ArrivalListener {

    /**
     * @param offset offset of the record in its queue; the queue's maximum is now at least one more
     * @param tagsCode from its entry
     */
    void onArrival(String topic, int queueId, long offset, long tagsCode);
}
