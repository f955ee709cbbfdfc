package io.mqspring.protocol.codec;

/** A frame whose content is not what its command needs; the message names the field. Other frames are not affected. */
public final class MalformedCommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedCommandException(String message) {
        super(message);
    }

    static MalformedCommandException missing(String field) {
        return new MalformedCommandException("the field '" + field + "' is missing");
    }

    static MalformedCommandException wrong(String field, String expected, Object value) {
        return new MalformedCommandException("the field '" + field + "' must be " + expected + ", not '" + value + "'");
    }
}
