package io.mqspring.broker.lock;

import java.util.concurrent.CompletableFuture;

/** Where it is kept who holds which queue: written whole, as it is at the moment of the write. Thread safe. */
public interface LockFile {

    /** Has it written at once; completes when it is on disk, and fails when it could not be written. */
    CompletableFuture<Void> write();

    /** Has it written before long. */
    void writeSoon();

    /** Keeps nothing. */
    static LockFile none() {
        return new LockFile() {
            @Override
            public CompletableFuture<Void> write() {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void writeSoon() {
                // There is nothing to write.
            }
        };
    }
}
