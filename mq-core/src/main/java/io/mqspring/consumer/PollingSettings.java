package io.mqspring.consumer;

import java.time.Duration;

/**
 * How a polling consumer polls. Immutable; start from {@link #defaults()}.
 *
 * @param autoCommit whether what is done with is committed by itself
 * @param autoCommitInterval between two of these commits
 * @param maxPollMessages what a poll returns at most
 * @param startFrom where a new group begins; decided once, and committed
 * @param whenBehindMinimum what to do when messages of the group are gone before it came to them
 * @param pulling how messages are fetched ahead. Their bytes count against those of the client
 */
public record PollingSettings(
        boolean autoCommit,
        Duration autoCommitInterval,
        int maxPollMessages,
        StartFrom startFrom,
        WhenBehindMinimum whenBehindMinimum,
        Pulling pulling) {

    private static final PollingSettings DEFAULTS = new PollingSettings(
            true,
            Duration.ofSeconds(5),
            500,
            StartFrom.latest(),
            WhenBehindMinimum.EARLIEST,
            new Pulling(true, Duration.ofSeconds(20), Duration.ofSeconds(1), 32, 1000, 2000));

    public PollingSettings {
        if (autoCommitInterval.isNegative() || autoCommitInterval.isZero()) {
            throw new IllegalArgumentException("autoCommitInterval must be positive, but is " + autoCommitInterval);
        }
        if (maxPollMessages < 1) {
            throw new IllegalArgumentException("maxPollMessages must be at least 1, but is " + maxPollMessages);
        }
    }

    /** Commits every 5 s, 500 messages per poll, empty pulls held for 20 s; a new group starts at the end. */
    public static PollingSettings defaults() {
        return DEFAULTS;
    }

    /** With automatic commits at an interval. */
    public PollingSettings withAutoCommit(Duration interval) {
        return new PollingSettings(true, interval, maxPollMessages, startFrom, whenBehindMinimum, pulling);
    }

    /** Without automatic commits. */
    public PollingSettings withoutAutoCommit() {
        return new PollingSettings(false, autoCommitInterval, maxPollMessages, startFrom, whenBehindMinimum, pulling);
    }

    public PollingSettings withMaxPollMessages(int messages) {
        return new PollingSettings(autoCommit, autoCommitInterval, messages, startFrom, whenBehindMinimum, pulling);
    }

    public PollingSettings withStartFrom(StartFrom value) {
        return new PollingSettings(autoCommit, autoCommitInterval, maxPollMessages, value, whenBehindMinimum, pulling);
    }

    public PollingSettings withWhenBehindMinimum(WhenBehindMinimum value) {
        return new PollingSettings(autoCommit, autoCommitInterval, maxPollMessages, startFrom, value, pulling);
    }

    public PollingSettings withPulling(Pulling value) {
        return new PollingSettings(
                autoCommit, autoCommitInterval, maxPollMessages, startFrom, whenBehindMinimum, value);
    }
}
