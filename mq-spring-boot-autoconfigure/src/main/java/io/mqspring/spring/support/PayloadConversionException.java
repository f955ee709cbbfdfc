package io.mqspring.spring.support;

import org.jspecify.annotations.Nullable;

/** A payload does not become a body, or a body not a payload or parameter. Trying again does not help. */
public class PayloadConversionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PayloadConversionException(String message) {
        super(message);
    }

    public PayloadConversionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
