package io.mqspring.runtime;

/**
 * The two clocks. Wall time may jump and is what goes into records and to users; monotonic time never goes back and is
 * what deadlines are made of. Thread safe.
 */
public interface TimeSource {

    /** Milliseconds since the epoch. */
    long wallMillis();

    /** Nanoseconds of a clock that never goes back; only differences mean anything. */
    long nanoTime();

    /** Wall and monotonic time of this machine. */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }
}
