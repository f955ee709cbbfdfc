package io.mqspring.message;

/** What a producer says of its transaction. */
public enum TransactionVerdict {
    /** The message is for its topic. */
    COMMIT(SysFlags.TRANSACTION_COMMIT),
    /** The message is to vanish. */
    ROLLBACK(SysFlags.TRANSACTION_ROLLBACK),
    /** Not known yet: the broker asks again. */
    UNKNOWN(0);

    private final int code;

    TransactionVerdict(int code) {
        this.code = code;
    }

    /** The number on the wire: the transaction bits of {@link SysFlags}. */
    public int code() {
        return code;
    }

    /**
     * The verdict with a wire number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TransactionVerdict ofCode(int code) {
        for (TransactionVerdict verdict : values()) {
            if (verdict.code == code) {
                return verdict;
            }
        }
        throw new IllegalArgumentException("a verdict is 8 (commit), 12 (roll back) or 0 (unknown), not " + code);
    }
}
