package io.mqspring.consumer.process;

import io.mqspring.runtime.Cancellable;

/** What a lane has had since its oldest message first failed. Confined to the loop. */
final class Trouble {

    private final InFlight message;
    private Cancellable timer = () -> {};
    private boolean parked;
    private boolean givenUp;

    Trouble(InFlight message) {
        this.message = message;
    }

    /** The message that has failed. */
    InFlight message() {
        return message;
    }

    /** It waits for its next attempt. */
    void park(Cancellable until) {
        timer = until;
        parked = true;
    }

    /** It does not wait any more. */
    void unpark() {
        timer.cancel();
        parked = false;
    }

    /** Whether it waits for its next attempt; else a worker has it, or it is dead-lettered. */
    boolean isParked() {
        return parked;
    }

    /** It gets no further attempt. */
    void giveUp() {
        unpark();
        givenUp = true;
    }

    boolean isGivenUp() {
        return givenUp;
    }
}
