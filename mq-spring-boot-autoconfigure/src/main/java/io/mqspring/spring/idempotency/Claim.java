package io.mqspring.spring.idempotency;

import java.time.Duration;

/** The answer of a store to whoever wants to work on a key. */
public sealed interface Claim {

    /** The key is the claimant's until it says that it is done, or releases it, or the claim expires. */
    record Granted() implements Claim {}

    /** The key was worked on before, successfully. */
    record Done() implements Claim {}

    /**
     * Somebody is working on the key.
     *
     * @param since how long already
     * @param remaining how long the claim holds at most
     */
    record InProgress(Duration since, Duration remaining) implements Claim {}

    static Claim granted() {
        return new Granted();
    }

    static Claim done() {
        return new Done();
    }
}
