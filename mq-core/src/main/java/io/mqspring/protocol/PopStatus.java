package io.mqspring.protocol;

/** How a pop ended. */
public enum PopStatus {
    /** Records are in the answer. */
    FOUND(ResponseCode.SUCCESS),
    /** Nothing came within the time to wait. */
    TIMED_OUT(ResponseCode.POLLING_TIMEOUT),
    /** There is nothing, and too many wait already. */
    TOO_MANY_WAIT(ResponseCode.POLLING_FULL),
    /** There is nothing. This project's broker says {@link #TIMED_OUT} instead. */
    NOTHING_NEW(ResponseCode.PULL_NOT_FOUND);

    private final ResponseCode code;

    PopStatus(ResponseCode code) {
        this.code = code;
    }

    /** The wire form. */
    public ResponseCode code() {
        return code;
    }
}
