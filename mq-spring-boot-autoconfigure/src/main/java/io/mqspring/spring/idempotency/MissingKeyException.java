package io.mqspring.spring.idempotency;

import org.jspecify.annotations.Nullable;

/** A message does not have the key that its listener is guarded by; its text goes into the dead letter. */
final class MissingKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
