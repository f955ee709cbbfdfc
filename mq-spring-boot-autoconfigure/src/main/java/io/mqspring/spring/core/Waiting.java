package io.mqspring.spring.core;

import io.mqspring.producer.SendException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for a send. */
final class Waiting {

    private Waiting() {}

    /** The producer bounds the time: its future completes within the send time-out. */
    static <T> T on(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SendException sendException) {
                throw sendException;
            }
            throw new SendException(SendException.Kind.REFUSED, "The send failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SendException(
                    SendException.Kind.TIMEOUT,
                    "The thread was interrupted while it waited for the broker's answer; the message may have been stored.",
                    e);
        }
    }
}
