package io.mqspring.protocol.codec;

/** The two forms of a frame's header; each frame says which it has. */
public enum SerializeType {
    /** One JSON object. */
    JSON(0),
    /** Binary, with 16-bit codes. */
    ROCKETMQ(1);

    private final int code;

    SerializeType(int code) {
        this.code = code;
    }

    /** The number in a frame's mark. */
    int code() {
        return code;
    }

    /** @throws MalformedFrameException for any other number */
    static SerializeType ofCode(int code) {
        return switch (code) {
            case 0 -> JSON;
            case 1 -> ROCKETMQ;
            default -> throw new MalformedFrameException("header type " + code + " is neither JSON (0) nor binary (1)");
        };
    }
}
