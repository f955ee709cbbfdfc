package io.mqspring.transport;

import io.mqspring.runtime.ExecutionBackend;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets a caller who may block wait for an answer. Stateless. */
public final class AnswerWait {

    private AnswerWait() {}

    /**
     * Waits.
     *
     * @param what the operation, for error texts
     * @throws IllegalStateException on an event loop of the backend, which must not wait
     * @throws RemotingException when the answer does not come in time or the caller is interrupted
     * @throws RuntimeException what the answer failed with, as it is
     */
    public static <T> T await(ExecutionBackend backend, String what, CompletableFuture<T> answer, Duration patience) {
        refuseOnEventLoop(backend, what);
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemotingException(RemotingException.Kind.TIMEOUT, what + ": interrupted while waiting", e);
        } catch (TimeoutException e) {
            throw new RemotingException(
                    RemotingException.Kind.TIMEOUT, what + ": no answer within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(what + " failed", e.getCause());
        }
    }

    /** Throws when the caller is on an event loop: called before something is asked that would be waited for. */
    public static void refuseOnEventLoop(ExecutionBackend backend, String what) {
        if (backend.onEventLoop()) {
            throw new IllegalStateException(
                    what + " waits for the broker and was called on an event loop, which must not"
                            + " wait: call it from another thread");
        }
    }
}
