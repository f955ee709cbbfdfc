package io.mqspring.protocol;

/** The peer understood a request and refused it. */
public class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

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

    /** Why. */
    public ResponseCode code() {
        return code;
    }
}
