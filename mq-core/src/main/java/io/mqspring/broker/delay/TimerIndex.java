package io.mqspring.broker.delay;

/**
 * The timers that wait, by due time. Confined to its user. Holds nothing but numbers; the messages stay in the log.
 */
interface TimerIndex {

    /** What {@link #nextDue} says when nothing waits, and {@link #pollDue} when nothing is due. */
    long NONE = -1;

    /**
     * @param due wall clock, milliseconds, not negative
     * @param offset offset of the message in the timer queue
     */
    void add(long due, long offset);

    /** The earliest due time, or {@link #NONE}. */
    long nextDue();

    /** Removes a timer that is due and returns its offset; {@link #NONE} if none is. */
    long pollDue(long now);

    /** How many wait. */
    int size();
}
