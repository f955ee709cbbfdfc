package io.mqspring.producer;

import org.jspecify.annotations.Nullable;

/** A message could not be sent; the text says what to do. Unless the kind says otherwise, it may have been stored. */
public class SendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of failure. */
    public enum Kind {
        /** The message itself is at fault (name, size, properties): not stored, and a retry does not help. */
        INVALID,
        /** The topic does not exist and may not be created: not stored. */
        UNKNOWN_TOPIC,
        /** No broker or name server could be reached. */
        UNREACHABLE,
        /** Too many bytes are pending: not sent. */
        OVERLOADED,
        /** No answer in time. */
        TIMEOUT,
        /** The broker had too much to do for as long as the send may take: not stored. */
        BUSY,
        /** The broker refused. */
        REFUSED,
        /** Not sent, because one that it must come after failed. */
        NOT_SENT,
        /** A request was stored, and nobody replied in time. */
        NO_REPLY,
        /** There is no message to take back: it was delivered, or there never was one. */
        TOO_LATE,
        /** The client is closed. */
        CLOSED
    }

    private final Kind kind;

    public SendException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
