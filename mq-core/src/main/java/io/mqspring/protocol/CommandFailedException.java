package io.mqspring.protocol;

/** The peer understood a request and refused it. */
public class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ResponseCode code;

    public CommandFailedException(ResponseCode code, String remark) {
        super(remark + " [" + code + "]");
        this.code = code;
    }

    /** Why. */
    public ResponseCode code() {
        return code;
    }
}
