package io.mqspring.broker.lock;

import org.jspecify.annotations.Nullable;

/** No lock can be granted now, whoever asks. The message says why, and that asking again helps. */
public final class LocksUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LocksUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
