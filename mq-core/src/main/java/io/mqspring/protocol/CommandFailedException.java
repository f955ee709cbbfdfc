package io.mqspring.protocol;

/** The peer understood a request and refused it. */
public class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String ACL_EXCEPTION = "AclException";

    private final ResponseCode code;
    private final String remark;

    public CommandFailedException(ResponseCode code, String remark) {
        super(remark + " [" + code + "]");
        this.code = code;
        this.remark = remark;
    }

    /** The peer's words. */
    public String remark() {
        return remark;
    }

    /**
     * Whether the peer says that this client's user lacks a right. Brokers before release 5 have no code of its own for that, but
     * name the class of their exception.
     */
    public boolean isDenied() {
        return code == ResponseCode.NO_PERMISSION
                || (code == ResponseCode.SYSTEM_ERROR && remark.contains(ACL_EXCEPTION));
    }

    /** Why. */
    public ResponseCode code() {
        return code;
    }
}
