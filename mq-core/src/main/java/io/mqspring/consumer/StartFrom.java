package io.mqspring.consumer;

import java.time.Instant;

/** Where a group begins on the queues it finds the first time; decided once per group and topic, and committed at once. */
public sealed interface StartFrom {

    /** At the end: only messages sent from now on. */
    record Latest() implements StartFrom {}

    /** At the first message kept. */
    record Earliest() implements StartFrom {}

    /** At the first message stored at or after a time. */
    record Timestamp(Instant time) implements StartFrom {}

    /** Nowhere: a group without offsets is an error, and the queue is not consumed. */
    record Fail() implements StartFrom {}

    static StartFrom latest() {
        return new Latest();
    }

    static StartFrom earliest() {
        return new Earliest();
    }

    static StartFrom timestamp(Instant time) {
        return new Timestamp(time);
    }

    static StartFrom fail() {
        return new Fail();
    }
}
