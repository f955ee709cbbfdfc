package io.mqspring.broker.transaction;

import java.time.Duration;

/**
 * When producers are asked about their half messages.
 *
 * @param timeout age from which a half message is asked about, unless it asks for more time itself
 * @param interval between two rounds of questions
 * @param maxChecks questions before a half message is given up
 * @param retention how long the log keeps records; zero for ever. Half messages are written anew before it lets go of them
 */
public record TransactionRules(Duration timeout, Duration interval, int maxChecks, Duration retention) {

    /** How long a half message may stay where it is, in milliseconds. */
    long longestStay() {
        return retention.isZero() ? Long.MAX_VALUE : retention.toMillis() / 2;
    }
}
