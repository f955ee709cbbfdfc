package io.mqspring.transport;

/** An exchange got no answer. The request may or may not have been carried out, unless the kind says otherwise. */
public class RemotingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No connection could be made: the request was not carried out. */
        CONNECT_FAILED,
        /** The answer did not come in time. */
        TIMEOUT,
        /** The connection broke while waiting. */
        CONNECTION_LOST,
        /** This side is closed: the request was not carried out. */
        CLOSED,
        /** The answer could not be understood. */
        MALFORMED
    }

    private final Kind kind;

    public RemotingException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public RemotingException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
