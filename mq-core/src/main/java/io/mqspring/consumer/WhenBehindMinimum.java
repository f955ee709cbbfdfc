package io.mqspring.consumer;

/**
 * What becomes of a queue when the broker no longer keeps the messages that a group would consume next: retention was faster
 * than the group.
 */
public enum WhenBehindMinimum {

    /** Go on at the first message kept: what is gone is skipped, and nothing else. */
    EARLIEST,
    /**
     * Go on at the end: skip what is left of the backlog too. Retries are never skipped: a group's retry topic goes on at its first
     * message.
     */
    LATEST,
    /** Do not consume the queue until somebody sets the group's offset to a message that is kept. */
    FAIL
}
