package io.mqspring.spring.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * A claim met another one for the same key at the same moment, within a transaction that cannot go on because of that. The
 * transaction is rolled back and the claim made again.
 */
public class ClaimConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClaimConflictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
