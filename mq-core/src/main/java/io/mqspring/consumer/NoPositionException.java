package io.mqspring.consumer;

import io.mqspring.message.MessageQueue;

/**
 * A queue cannot be polled: the group has no offset on it and must not begin by itself ({@link StartFrom.Fail}), or the
 * messages at its offset are gone ({@link WhenBehindMinimum#FAIL}). Seek, or have somebody set the group's offset.
 */
public final class NoPositionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient MessageQueue queue;

    public NoPositionException(MessageQueue queue, String message) {
        super(message);
        this.queue = queue;
    }

    /** The queue. */
    public MessageQueue queue() {
        return queue;
    }
}
