package io.mqspring.broker.pop;

/** A message that is handed out and not acknowledged. Guarded by the lock of {@link PopTable}. */
final class Handout {

    final long offset;
    /** When it was handed out, wall clock: by this a handle is known. */
    long popTime;
    /** Wall clock time at which it comes again. */
    long due;
    /** How often an ordered queue has handed it out before. */
    int times;
    /** Whether coming again is not to count as an attempt. */
    boolean suspended;
    /** Whether its copy for the retry topic is on its way to the disk: too late for an acknowledgement. */
    boolean returning;

    Handout(long offset, long popTime, long due) {
        this.offset = offset;
        this.popTime = popTime;
        this.due = due;
    }
}
