package io.mqspring.spring.listener;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown by a listener to have its message again after a delay of its choice instead of the next retry delay. */
public class MqRetryAfterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration delay;

    public MqRetryAfterException(Duration delay, String message) {
        this(delay, message, null);
    }

    public MqRetryAfterException(Duration delay, String message, @Nullable Throwable cause) {
        super(message, cause);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("The delay must not be negative, but is " + delay);
        }
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
