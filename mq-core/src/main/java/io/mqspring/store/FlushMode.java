package io.mqspring.store;

/** When an append counts as done. */
public enum FlushMode {
    /** When it is forced to disk; waiting appends share a force. A power failure loses nothing acknowledged. */
    SYNC,
    /** At once; the log is forced every half second or so. A power failure may lose what was acknowledged since. */
    ASYNC
}
