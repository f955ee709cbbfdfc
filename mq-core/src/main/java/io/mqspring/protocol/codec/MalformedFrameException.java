package io.mqspring.protocol.codec;

/** Bytes that are no frame of this protocol: the connection they came on is beyond repair. */
public final class MalformedFrameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
        super(message);
    }
}
