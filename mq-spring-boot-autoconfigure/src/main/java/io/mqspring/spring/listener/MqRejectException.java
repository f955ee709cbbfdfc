package io.mqspring.spring.listener;

import org.jspecify.annotations.Nullable;

/** Thrown by a listener to dead-letter its message at once: trying again would not help. */
public class MqRejectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MqRejectException(String message) {
        super(message);
    }

    public MqRejectException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
