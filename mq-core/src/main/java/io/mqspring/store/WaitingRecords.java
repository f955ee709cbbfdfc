package io.mqspring.store;

/**
 * Tells retention which records are still needed, whatever their age: those that wait for their time. May be asked on any
 * thread, and answers at once. What it says may be out of date as long as that only keeps more.
 */
@FunctionalInterface
public interface WaitingRecords {

    /** Nothing waits. */
    WaitingRecords NONE = place -> {};

    /** Names, for each queue where records wait, the first one. */
    void forEach(Place place);

    /** Takes the first offset that is needed of a queue. */
    @FunctionalInterface
    interface Place {
        void at(String topic, int queueId, long offset);
    }
}
