package io.mqspring.store.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Shields file operations from interrupts: an interrupted thread that touches a channel closes it for everyone. The
 * interrupt is put back afterwards. Stateless.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    /** An operation that is repeated whole when an interrupt closed its channel. */
    interface Operation<T> {
        T run() throws IOException;
    }

    static <T> T call(Operation<T> operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return operation.run();
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
