package io.mqspring.protocol;

/** How a pull ended. */
public enum PullStatus {
    /** Records are in the answer. */
    FOUND(ResponseCode.SUCCESS),
    /** Nothing new at the asked offset. */
    NOTHING_NEW(ResponseCode.PULL_NOT_FOUND),
    /** Records were examined, none matched: ask again at the next offset. */
    NOTHING_MATCHED(ResponseCode.PULL_RETRY_IMMEDIATELY),
    /** The asked offset is outside the queue: continue at the next offset. */
    OFFSET_MOVED(ResponseCode.PULL_OFFSET_MOVED);

    private final ResponseCode code;

    PullStatus(ResponseCode code) {
        this.code = code;
    }

    /** The wire form. */
    public ResponseCode code() {
        return code;
    }
}
