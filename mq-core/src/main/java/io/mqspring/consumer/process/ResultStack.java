package io.mqspring.consumer.process;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Results on their way from workers to the loop: a lock-free stack that the loop takes whole. Thread safe. */
final class ResultStack {

    private final AtomicReference<@Nullable InFlight> top = new AtomicReference<>();
    private final AtomicBoolean wakeUpUnderWay = new AtomicBoolean();

    void push(InFlight message) {
        InFlight below;
        do {
            below = top.get();
            message.next = below;
        } while (!top.compareAndSet(below, message));
    }

    /** Whether the caller must wake the loop: nobody else is doing so. */
    boolean claimWakeUp() {
        return !wakeUpUnderWay.get() && wakeUpUnderWay.compareAndSet(false, true);
    }

    /** All results, linked in the order they were pushed. What is pushed from now on needs a new wake-up. */
    @Nullable
    InFlight takeAll() {
        wakeUpUnderWay.set(false);
        InFlight message = top.getAndSet(null);
        InFlight reversed = null;
        while (message != null) {
            InFlight below = message.next;
            message.next = reversed;
            reversed = message;
            message = below;
        }
        return reversed;
    }
}
