package io.mqspring.consumer.process;

import io.mqspring.runtime.Cancellable;

/** What a lane has had since its oldest message first failed or was postponed. Confined to the loop. */
final class Trouble {

    private final InFlight message;
    private final boolean failed;
    private Cancellable timer = () -> {};
    private boolean parked;
    private boolean givenUp;

    /**
     * @param failed false: the message was postponed, and its next attempt has the same number
     */
    Trouble(InFlight message, boolean failed) {
        this.message = message;
        this.failed = failed;
    }

    /** Whether the message has failed; else it was postponed. */
    boolean isFailed() {
        return failed;
    }

    /** The message that has failed or was postponed. */
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
